/** Turns whatever was thrown while a call was made into a failure the page can put into words. */

import { WhipError, type WhipErrorReason } from '../whip/whip-error';
import { CallError, type CallFailure, callFailure, type FailureReason } from './failure';

type ServerSide = Extract<
  FailureReason,
  'unreachable' | 'unauthorized' | 'busy' | 'rejected' | 'ended-by-server'
>;

const REASON_OF: Readonly<Record<WhipErrorReason, ServerSide>> = {
  unreachable: 'unreachable',
  unauthorized: 'unauthorized',
  busy: 'busy',
  gone: 'ended-by-server',
  outdated: 'rejected',
  unsupported: 'rejected',
  rejected: 'rejected',
  protocol: 'rejected',
};

export function explain(error: unknown): CallFailure {
  if (error instanceof CallError) {
    return error.failure;
  }
  return error instanceof WhipError ? explainRefusal(error) : callFailure('unexpected');
}

function explainRefusal(error: WhipError): CallFailure {
  const reason = REASON_OF[error.reason];
  const hint = reason === 'rejected' ? refusalHint(error) : busyHint(error);
  return callFailure(reason, {
    retryAfterSeconds: error.retryAfterSeconds,
    ...(hint === null ? {} : { hint }),
  });
}

function refusalHint(error: WhipError): string {
  if (error.detail !== '') {
    return error.detail;
  }
  return error.reason === 'protocol'
    ? 'What answers at this address is not a call server.'
    : `It answered with status ${error.status ?? 'unknown'}.`;
}

/** 429 is about this caller, 503 about everybody. */
function busyHint(error: WhipError): string | null {
  return error.status === 429 ? 'You have called too often: wait a moment, then try again.' : null;
}
