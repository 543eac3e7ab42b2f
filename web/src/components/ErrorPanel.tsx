/** Says what went wrong, what helps, and offers to do it. */

import { type ReactNode, useEffect, useState } from 'react';
import type { CallFailure, FailureReason } from '../call/failure';
import type { IconName } from './Icon';
import { Panel } from './Panel';
import { TokenForm } from './TokenForm';

export interface ErrorPanelProps {
  readonly failure: CallFailure;
  retry(): void;
  listenIn(): void;
  dismiss(): void;
}

/** Calling again from the same page changes nothing about these. */
const FINAL: ReadonlySet<FailureReason> = new Set(['insecure-origin', 'unsupported-browser']);

/** A call without a microphone is better than none. */
const OF_MICROPHONE: ReadonlySet<FailureReason> = new Set([
  'microphone-denied',
  'microphone-missing',
  'microphone-busy',
]);

const ICONS: Partial<Readonly<Record<FailureReason, IconName>>> = {
  'insecure-origin': 'lock',
  'microphone-denied': 'microphone-off',
  'microphone-missing': 'microphone-off',
  'microphone-busy': 'microphone-off',
  unauthorized: 'lock',
  busy: 'clock',
  unreachable: 'unplugged',
  'media-blocked': 'unplugged',
  'connection-lost': 'unplugged',
};

export function ErrorPanel({ failure, retry, listenIn, dismiss }: ErrorPanelProps): ReactNode {
  const { reason, message, hint, retryAfterSeconds } = failure;
  return (
    <Panel
      kind="error"
      icon={ICONS[reason] ?? 'warning'}
      closeLabel="Dismiss"
      close={dismiss}
      data-testid="error-panel"
      data-reason={reason}
    >
      <div role="alert">
        <p className="panel-title">{message}</p>
        {hint !== '' && <p className="panel-hint">{hint}</p>}
      </div>
      {reason === 'unauthorized' && <TokenForm submitted={retry} />}
      <div className="panel-actions">
        {!FINAL.has(reason) && reason !== 'unauthorized' && (
          <RetryButton seconds={retryAfterSeconds ?? 0} retry={retry} />
        )}
        {OF_MICROPHONE.has(reason) && (
          <button type="button" className="button button-quiet" onClick={listenIn}>
            Just listen
          </button>
        )}
      </div>
    </Panel>
  );
}

interface RetryButtonProps {
  readonly seconds: number;
  retry(): void;
}

/** Counts down when the server has asked for patience. */
function RetryButton({ seconds, retry }: RetryButtonProps): ReactNode {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) {
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <button type="button" className="button" disabled={left > 0} onClick={retry}>
      {left > 0 ? `Try again in ${left} s` : 'Try again'}
    </button>
  );
}
