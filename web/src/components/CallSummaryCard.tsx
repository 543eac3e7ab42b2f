/** What a call was like, when it is over. */

import type { ReactNode } from 'react';
import type { CallEnd, CallSummary } from '../call/call-summary';
import { formatDuration } from './CallTimer';
import { Figure, formatMilliseconds, formatPercent } from './Figure';

export interface CallSummaryCardProps {
  readonly summary: CallSummary;
  saveLog(): void;
  dismiss(): void;
}

export function CallSummaryCard({ summary, saveLog, dismiss }: CallSummaryCardProps): ReactNode {
  const { delayMs, loss, concealed, interruptions } = summary;
  return (
    <section className="summary" aria-labelledby="summary-title" data-testid="call-summary">
      <h2 id="summary-title" className="summary-title">
        {titleOf(summary.end)} after {formatDuration(summary.durationMs)}
      </h2>
      <dl className="figures">
        <Figure name="Delay" value={formatMilliseconds(delayMs?.median)} />
        <Figure name="At worst" value={formatMilliseconds(delayMs?.worst)} />
        <Figure name="Lost" value={formatPercent(loss)} />
        <Figure name="Concealed" value={formatPercent(concealed)} />
        <Figure name="Interruptions" value={String(interruptions)} />
      </dl>
      <div className="summary-actions">
        <button type="button" className="button button-quiet" onClick={saveLog}>
          Download event log
        </button>
        <button type="button" className="button button-quiet" onClick={dismiss}>
          Close
        </button>
      </div>
    </section>
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
