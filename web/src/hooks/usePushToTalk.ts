/** Holding the space bar talks: whenever the microphone is closed, whatever mode it is in. */

import { useEffect, useRef } from 'react';
import type { Connection } from '../call/connection';
import { watchTalkKey } from '../call/talk-key';

export interface Talking {
  startStreaming(): void;
  stopStreaming(): void;
}

export function usePushToTalk(connection: Connection, talking: Talking): void {
  const now = useRef(connection);
  now.current = connection;
  const { startStreaming, stopStreaming } = talking;
  useEffect(
    () =>
      watchTalkKey(window, {
        mayTalk: () => canTalk(now.current) && !isTalking(now.current),
        press: startStreaming,
        release: stopStreaming,
      }),
    [startStreaming, stopStreaming],
  );
}

/** Whether there is a call with a microphone in it, also while it is being restored. */
export function canTalk(connection: Connection): boolean {
  const isThere = 'sessionId' in connection || connection.phase === 'redialing';
  return isThere && !connection.listenOnly;
}

export function isTalking(connection: Connection): boolean {
  return canTalk(connection) && 'streaming' in connection && connection.streaming;
}
