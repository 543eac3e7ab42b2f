/** When a lost line is dialled again by itself, and when that has been tried often enough. */

import type { CallFailure, FailureReason } from './failure';

/** A minute and a half in all: as long as a server takes to restart, and a phone to leave a tunnel. */
export const REDIAL_DELAYS_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000] as const;
/** Each delay is varied by up to this share either way, so that not all callers come back at once. */
const SPREAD = 0.3;

/** What may be better at the next attempt. The rest is for the person to mend. */
const PASSING: ReadonlySet<FailureReason> = new Set([
  'unreachable',
  'server-stopped',
  'busy',
  'media-blocked',
  'connection-lost',
]);

export function mayPass({ reason }: CallFailure): boolean {
  return PASSING.has(reason);
}

/**
 * Milliseconds until an attempt, counted from 1; null when there is none left. The server's own wish
 * (`Retry-After`) is the least. `random` is between 0 and 1.
 */
export function redialDelay(attempt: number, lost: CallFailure, random: number): number | null {
  const delay = REDIAL_DELAYS_MS[attempt - 1];
  if (delay === undefined) {
    return null;
  }
  const varied = delay * (1 + SPREAD * (2 * random - 1));
  return Math.max(Math.round(varied), (lost.retryAfterSeconds ?? 0) * 1000);
}
