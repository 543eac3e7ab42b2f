/** Connections for tests that show them. */

import type { Connection } from '../src/call/connection';

export const TALK = {
  streaming: false,
  listenOnly: false,
  soundBlocked: false,
  microphoneTrouble: null,
} as const;

/** Talking since the epoch, as tests with a clock of their own have it. */
export const LIVE = {
  phase: 'live',
  ...TALK,
  streaming: true,
  sessionId: 'call-1',
  since: 1,
} as const satisfies Connection;
