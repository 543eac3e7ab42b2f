/** What a call was like, when it is over. */

import type { ReactNode } from 'react';
import type { CallEnd, CallSummary } from '../call/call-summary';
import { formatDuration } from './CallTimer';
import { Figure, formatMilliseconds, formatPercent } from './Figure';
import { Panel } from './Panel';

export interface CallSummaryCardProps {
  readonly summary: CallSummary;
  saveLog(): void;
  dismiss(): void;
}

export function CallSummaryCard({ summary, saveLog, dismiss }: CallSummaryCardProps): ReactNode {
  const { delayMs, loss, concealed, interruptions } = summary;
  return (
    <Panel
      kind="summary"
      icon="hang-up"
      closeLabel="Close"
      close={dismiss}
      aria-labelledby="summary-title"
      data-testid="call-summary"
    >
      <h2 id="summary-title" className="panel-title">
        {titleOf(summary.end)} after {formatDuration(summary.durationMs)}
      </h2>
      <dl className="figures summary-figures">
        <Figure name="Delay" value={formatMilliseconds(delayMs?.median)} />
        <Figure name="At worst" value={formatMilliseconds(delayMs?.worst)} />
        <Figure name="Lost" value={formatPercent(loss)} />
        <Figure name="Concealed" value={formatPercent(concealed)} />
        <Figure name="Interruptions" value={String(interruptions)} />
      </dl>
      <div className="panel-actions">
        <button type="button" className="button button-quiet" onClick={saveLog}>
          Download event log
        </button>
      </div>
    </Panel>
  );
}

function titleOf(end: CallEnd): string {
  switch (end) {
    case 'hung-up':
      return 'Call ended';
    case 'other-side':
      return 'The other side hung up';
    default:
      return 'Call lost';
  }
}
