/** Why a call ended that nobody meant to end, and what the person at the page can do about it. */

export type FailureReason =
  | 'insecure-origin'
  | 'unsupported-browser'
  | 'microphone-denied'
  | 'microphone-missing'
  | 'microphone-busy'
  | 'microphone-lost'
  | 'unreachable'
  | 'server-stopped'
  | 'unauthorized'
  | 'busy'
  | 'rejected'
  | 'media-blocked'
  | 'connection-lost'
  | 'ended-by-server'
  | 'audio-failed'
  | 'unexpected'
  | 'reported';

export interface CallFailure {
  readonly reason: FailureReason;
  /** What happened, in one sentence. */
  readonly message: string;
  /** What to do now, in one sentence; empty when there is nothing to add. */
  readonly hint: string;
  /** How long the server asked us to wait before the next attempt. */
  readonly retryAfterSeconds: number | null;
}

type Wording = readonly [message: string, hint: string];

const WORDING: Readonly<Record<Exclude<FailureReason, 'reported'>, Wording>> = {
  'insecure-origin': [
    'This page was opened over an insecure address, so the browser keeps the microphone locked.',
    'Open it by https://, or on this machine by http://localhost.',
  ],
  'unsupported-browser': [
    'This browser cannot make calls.',
    'A current Chrome, Edge, Firefox or Safari can.',
  ],
  'microphone-denied': [
    'The browser was not allowed to use your microphone.',
    'Allow it by the icon beside the address bar, then try again.',
  ],
  'microphone-missing': [
    'No microphone was found.',
    'Plug one in, or switch it on in the system settings, then try again.',
  ],
  'microphone-busy': [
    'The microphone could not be opened.',
    'Another program may be holding it: close that one, then try again.',
  ],
  'microphone-lost': [
    'The microphone went away during the call.',
    'Plug it back in, then press “Use microphone”.',
  ],
  unreachable: [
    'The server cannot be reached.',
    'Check that you are online and that the server is running, then try again.',
  ],
  'server-stopped': ['The server has stopped.', 'It may be restarting.'],
  unauthorized: [
    'The server asks for an access token.',
    'Enter the one you were given, then try again.',
  ],
  busy: ['All lines are busy.', 'Try again in a moment.'],
  rejected: ['The server turned the call down.', ''],
  'media-blocked': [
    'The server answered, but no audio gets through to it.',
    'A firewall or VPN may be blocking UDP on this network. Try another network, or WebSocket in the settings.',
  ],
  'connection-lost': [
    'The connection was lost and could not be restored.',
    'Check your network, then call again.',
  ],
  'ended-by-server': ['The server ended the call.', ''],
  'audio-failed': [
    'The sound system of this browser could not be started.',
    'Reload the page, then try again.',
  ],
  unexpected: ['Something unexpected went wrong.', 'Reload the page, then try again.'],
};

export interface FailureDetail {
  /** Replaces the standard sentence, where more is known than the reason. */
  readonly message?: string;
  /** Replaces the standard hint: the server's own explanation, for one. */
  readonly hint?: string;
  readonly retryAfterSeconds?: number | null;
}

export function callFailure(
  reason: Exclude<FailureReason, 'reported'>,
  detail: FailureDetail = {},
): CallFailure {
  const [message, hint] = WORDING[reason];
  return {
    reason,
    message: detail.message ?? message,
    hint: detail.hint ?? hint,
    retryAfterSeconds: detail.retryAfterSeconds ?? null,
  };
}

/** A failure that somebody outside the call has noticed and put into words. */
export function reportedFailure(message: string): CallFailure {
  return { reason: 'reported', message, hint: '', retryAfterSeconds: null };
}

/** Carries a failure up the stack, with the error that brought it about as its `cause`. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly failure: CallFailure;

  constructor(failure: CallFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}
