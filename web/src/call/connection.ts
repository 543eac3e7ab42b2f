/**
 * The life of one call as data.
 *
 * Each phase holds exactly what is true in it, so "connected without a session" or "failed, yet streaming"
 * cannot be written down. Events that make no sense in a phase leave it as it is: reports of media arrive
 * whenever they please, also after the person has hung up.
 */

import type { CallFailure } from './failure';
import type { Transport } from './line-keeper';

/** What holds throughout a call. */
interface Talk {
  /** The person's wish in every phase before `live`, and a fact from then on. */
  readonly streaming: boolean;
  /** There is no microphone: the person wanted none, or none could be had. */
  readonly listenOnly: boolean;
  /** The browser holds the sound back until the person touches the page. */
  readonly soundBlocked: boolean;
  /** Why the microphone, or another one that was wished for, could not be had. */
  readonly microphoneTrouble: CallFailure | null;
}

export type Connection =
  | { readonly phase: 'idle' }
  | (Talk & { readonly phase: 'asking' | 'dialing' })
  | (Talk & {
      readonly phase: 'joining';
      readonly sessionId: string;
      /** Null in a call that has not stood before. */
      readonly since: number | null;
    })
  | (Talk & {
      readonly phase: 'live' | 'interrupted';
      readonly sessionId: string;
      /** Milliseconds since the epoch at which audio first flowed. */
      readonly since: number;
    })
  | Redialing
  | { readonly phase: 'failed'; readonly failure: CallFailure };

/** The session is lost, and a new one is on its way. */
export interface Redialing extends Talk {
  readonly phase: 'redialing';
  readonly since: number;
  /** What happened to the line, or to the last attempt. */
  readonly lost: CallFailure;
  /** Counted from 1. */
  readonly attempt: number;
  /** Milliseconds since the epoch at which this attempt is made. */
  readonly at: number;
}

export type ConnectionEvent =
  | { readonly type: 'dialed'; readonly listenOnly: boolean }
  | { readonly type: 'microphone-opened' }
  | {
      readonly type: 'microphone-trouble';
      readonly failure: CallFailure;
      /** Whether another one is still open. */
      readonly stillTalking: boolean;
    }
  | { readonly type: 'listening' }
  | {
      readonly type: 'session-created';
      readonly sessionId: string;
      readonly transport: Transport;
    }
  | { readonly type: 'media-connected'; readonly at: number }
  | { readonly type: 'media-interrupted' }
  | {
      readonly type: 'line-lost';
      readonly lost: CallFailure;
      readonly attempt: number;
      readonly at: number;
    }
  | { readonly type: 'streaming-switched'; readonly streaming: boolean }
  | { readonly type: 'sound-blocked'; readonly blocked: boolean }
  | { readonly type: 'failed'; readonly failure: CallFailure }
  /** The other side has hung up. */
  | { readonly type: 'ended' }
  | { readonly type: 'hung-up' };

export type ConnectionPhase = Connection['phase'];

export const IDLE: Connection = { phase: 'idle' };

type Over = Extract<Connection, { phase: 'idle' | 'failed' }>;
type InCall = Exclude<Connection, Over>;

export function reduce(connection: Connection, event: ConnectionEvent): Connection {
  switch (event.type) {
    case 'dialed':
      return isOver(connection) ? dialed(event.listenOnly) : connection;
    case 'failed':
      return { phase: 'failed', failure: event.failure };
    case 'ended':
    case 'hung-up':
      return IDLE;
    default:
      return isOver(connection) ? connection : during(connection, event);
  }
}

function dialed(listenOnly: boolean): Connection {
  return {
    phase: 'asking',
    streaming: false,
    listenOnly,
    soundBlocked: false,
    microphoneTrouble: null,
  };
}

type EventInCall = Exclude<ConnectionEvent, { type: 'dialed' | 'failed' | 'ended' | 'hung-up' }>;

function during(connection: InCall, event: EventInCall): Connection {
  switch (event.type) {
    case 'microphone-opened':
      return afterMicrophoneOpened(connection);
    case 'microphone-trouble':
      return afterMicrophoneTrouble(connection, event.failure, event.stillTalking);
    case 'listening':
      return connection.phase === 'asking' ? { ...connection, phase: 'dialing' } : connection;
    case 'streaming-switched':
      return { ...connection, streaming: event.streaming };
    case 'sound-blocked':
      return { ...connection, soundBlocked: event.blocked };
    default:
      return alongTheLine(connection, event);
  }
}

type LineEvent = Extract<
  EventInCall,
  { type: 'session-created' | 'media-connected' | 'media-interrupted' | 'line-lost' }
>;

function alongTheLine(connection: InCall, event: LineEvent): Connection {
  switch (event.type) {
    case 'session-created':
      return afterSessionCreated(connection, event.sessionId);
    case 'media-connected':
      return afterMediaConnected(connection, event.at);
    case 'media-interrupted':
      return connection.phase === 'live' ? { ...connection, phase: 'interrupted' } : connection;
    case 'line-lost':
      return afterLineLost(connection, event);
  }
}

/** During a call it ends listening only; before one it is the first step. */
function afterMicrophoneOpened(connection: InCall): Connection {
  const next: InCall = { ...connection, listenOnly: false, microphoneTrouble: null };
  return next.phase === 'asking' ? { ...next, phase: 'dialing' } : next;
}

function afterMicrophoneTrouble(
  connection: InCall,
  microphoneTrouble: CallFailure,
  stillTalking: boolean,
): Connection {
  return stillTalking
    ? { ...connection, microphoneTrouble }
    : { ...connection, microphoneTrouble, listenOnly: true, streaming: false };
}

function talkOf({ streaming, listenOnly, soundBlocked, microphoneTrouble }: Talk): Talk {
  return { streaming, listenOnly, soundBlocked, microphoneTrouble };
}

function afterSessionCreated(connection: InCall, sessionId: string): Connection {
  switch (connection.phase) {
    case 'dialing':
    case 'redialing':
    // The first way was blocked, and this is another.
    case 'joining':
      return { ...talkOf(connection), phase: 'joining', sessionId, since: startOf(connection) };
    default:
      return connection;
  }
}

function afterMediaConnected(connection: InCall, at: number): Connection {
  switch (connection.phase) {
    case 'joining':
      return { ...connection, phase: 'live', since: connection.since ?? at };
    case 'interrupted':
      return { ...connection, phase: 'live' };
    default:
      return connection;
  }
}

/** Only a call that has stood is dialled again by itself. */
function afterLineLost(
  connection: InCall,
  { lost, attempt, at }: Pick<Redialing, 'lost' | 'attempt' | 'at'>,
): Connection {
  const since = startOf(connection);
  return since === null
    ? connection
    : { ...talkOf(connection), phase: 'redialing', since, lost, attempt, at };
}

/** When audio first flowed in this call; null if it has not, or there is no call. */
export function startOf(connection: Connection): number | null {
  return 'since' in connection ? connection.since : null;
}

/** True when there is no call, so that a new one may begin. */
export function isOver(connection: Connection): connection is Over {
  return connection.phase === 'idle' || connection.phase === 'failed';
}
