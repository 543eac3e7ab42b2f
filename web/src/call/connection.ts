/**
 * The life of one call as data.
 *
 * Each phase holds exactly what is true in it, so "connected without a session" or "failed, yet streaming"
 * cannot be written down. Events that make no sense in a phase leave it as it is: reports of media arrive
 * whenever they please, also after the person has hung up.
 */

import type { CallFailure } from './failure';

/** `streaming` is the person's wish in every phase before `live`, and a fact from then on. */
export type Connection =
  | { readonly phase: 'idle' }
  | { readonly phase: 'asking'; readonly streaming: boolean }
  | { readonly phase: 'dialing'; readonly streaming: boolean }
  | { readonly phase: 'joining'; readonly streaming: boolean; readonly sessionId: string }
  | LivePhase<'live'>
  | LivePhase<'interrupted'>
  | { readonly phase: 'failed'; readonly failure: CallFailure };

interface LivePhase<Phase extends string> {
  readonly phase: Phase;
  readonly streaming: boolean;
  readonly sessionId: string;
  /** Milliseconds since the epoch at which audio first flowed. */
  readonly since: number;
}

export type ConnectionEvent =
  | { readonly type: 'dialed' }
  | { readonly type: 'microphone-opened' }
  | { readonly type: 'session-created'; readonly sessionId: string }
  | { readonly type: 'media-connected'; readonly at: number }
  | { readonly type: 'media-interrupted' }
  | { readonly type: 'streaming-switched'; readonly streaming: boolean }
  | { readonly type: 'failed'; readonly failure: CallFailure }
  | { readonly type: 'hung-up' };

export type ConnectionPhase = Connection['phase'];

export const IDLE: Connection = { phase: 'idle' };

export function reduce(connection: Connection, event: ConnectionEvent): Connection {
  switch (event.type) {
    case 'dialed':
      return isOver(connection) ? { phase: 'asking', streaming: false } : connection;
    case 'microphone-opened':
      return connection.phase === 'asking' ? { ...connection, phase: 'dialing' } : connection;
    case 'session-created':
      return afterSessionCreated(connection, event.sessionId);
    case 'media-connected':
      return afterMediaConnected(connection, event.at);
    case 'media-interrupted':
      return connection.phase === 'live' ? { ...connection, phase: 'interrupted' } : connection;
    case 'streaming-switched':
      return isOver(connection) ? connection : { ...connection, streaming: event.streaming };
    case 'failed':
      return { phase: 'failed', failure: event.failure };
    case 'hung-up':
      return IDLE;
  }
}

function afterSessionCreated(connection: Connection, sessionId: string): Connection {
  return connection.phase === 'dialing'
    ? { ...connection, phase: 'joining', sessionId }
    : connection;
}

function afterMediaConnected(connection: Connection, at: number): Connection {
  switch (connection.phase) {
    case 'joining':
      return { ...connection, phase: 'live', since: at };
    case 'interrupted':
      return { ...connection, phase: 'live' };
    default:
      return connection;
  }
}

type Over = Extract<Connection, { phase: 'idle' | 'failed' }>;

/** True when there is no call, so that a new one may begin. */
export function isOver(connection: Connection): connection is Over {
  return connection.phase === 'idle' || connection.phase === 'failed';
}
