/** Where the call stands, in a word and a colour, with its duration once there is one. */

import type { ReactNode } from 'react';
import { type Connection, type ConnectionPhase, startOf } from '../call/connection';
import type { ConnectionStatus } from '../stores/voiceAgentStore';
import { CallTimer } from './CallTimer';

const WORDS: Readonly<Record<ConnectionPhase, string>> = {
  idle: 'Not connected',
  asking: 'Waiting for you',
  dialing: 'Calling',
  joining: 'Connecting audio',
  live: 'Connected',
  interrupted: 'Reconnecting',
  redialing: 'Reconnecting',
  failed: 'Call failed',
};

export interface StatusIndicatorProps {
  readonly connection: Connection;
  readonly status: ConnectionStatus;
}

export function StatusIndicator({ connection, status }: StatusIndicatorProps): ReactNode {
  const since = startOf(connection);
  const isBack = connection.phase === 'joining' && since !== null;
  return (
    <div className="status" data-testid="connection-status" data-status={status}>
      <span className="status-lamp" aria-hidden="true" />
      {/* The timer stays outside: read aloud each second, it would drown the call. */}
      <span role="status">{isBack ? WORDS.redialing : WORDS[connection.phase]}</span>
      {since !== null && <CallTimer since={since} />}
    </div>
  );
}
