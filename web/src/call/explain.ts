/** Turns whatever was thrown while a call was made into a failure the page can put into words. */

import { WhipError, type WhipErrorReason } from '../whip/whip-error';
import {
  CallError,
  type CallFailure,
  callFailure,
  type FailureDetail,
  type FailureReason,
} from './failure';

type ServerSide = Extract<
  FailureReason,
  'unreachable' | 'unauthorized' | 'busy' | 'rejected' | 'connection-lost' | 'ended-by-server'
>;

const REASON_OF: Readonly<Record<WhipErrorReason, ServerSide>> = {
  unreachable: 'unreachable',
  unauthorized: 'unauthorized',
  busy: 'busy',
  gone: 'ended-by-server',
  // We have been away too long. Whoever dials again comes in anew.
  expired: 'connection-lost',
  outdated: 'rejected',
  unsupported: 'rejected',
  rejected: 'rejected',
  protocol: 'rejected',
};

/** It is about this caller, in contrast to 503, which is about everybody. */
const TOO_MANY_REQUESTS = 429;
const EAGER: FailureDetail = {
  message: 'You have called too often in a row.',
  hint: 'Wait a moment, then try again.',
};

export function explain(error: unknown): CallFailure {
  if (error instanceof CallError) {
    return error.failure;
  }
  return error instanceof WhipError ? explainRefusal(error) : callFailure('unexpected');
}

function explainRefusal(error: WhipError): CallFailure {
  const reason = REASON_OF[error.reason];
  return callFailure(reason, {
    retryAfterSeconds: error.retryAfterSeconds,
    ...(reason === 'rejected' ? { hint: refusalHint(error) } : {}),
    ...(error.status === TOO_MANY_REQUESTS ? EAGER : {}),
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
