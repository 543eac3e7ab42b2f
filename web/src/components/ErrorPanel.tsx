/** Says what went wrong, what helps, and offers to do it. */

import { type ReactNode, useEffect, useState } from 'react';
import type { CallFailure, FailureReason } from '../call/failure';
import { Icon } from './Icon';
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

export function ErrorPanel({ failure, retry, listenIn, dismiss }: ErrorPanelProps): ReactNode {
  return (
    <section className="error" data-testid="error-panel" data-reason={failure.reason}>
      <Icon name="warning" />
      <div className="error-text" role="alert">
        <p className="error-message">{failure.message}</p>
        {failure.hint !== '' && <p className="error-hint">{failure.hint}</p>}
      </div>
      {failure.reason === 'unauthorized' && <TokenForm submitted={retry} />}
      <div className="error-actions">
        {!FINAL.has(failure.reason) && failure.reason !== 'unauthorized' && (
          <RetryButton seconds={failure.retryAfterSeconds ?? 0} retry={retry} />
        )}
        {OF_MICROPHONE.has(failure.reason) && (
          <button type="button" className="button button-quiet" onClick={listenIn}>
            Just listen
          </button>
        )}
        <button type="button" className="button button-quiet" onClick={dismiss}>
          Dismiss
        </button>
      </div>
    </section>
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
