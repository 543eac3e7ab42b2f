/** The call's events as they travel over a data channel or a WebSocket: protobuf, see proto/jackfield/v1/events.proto. */

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  ChatSchema,
  ConnectionChanged_State,
  EventSchema,
  type Participant,
  Recording_State,
  TrackKind,
  type Event as WireEvent,
} from '../../proto/jackfield/v1/events_pb';
import type { Person, Place, RecordingState, RoomEvent } from './room';

/** Participants' levels come several times a second, and go past the room. */
export type Levels = ReadonlyMap<string, number>;
export type Message =
  | { readonly type: 'event'; readonly event: RoomEvent }
  | { readonly type: 'levels'; readonly levels: Levels }
  | { readonly type: 'place'; readonly place: Place };

type Payload = WireEvent['payload'];
type Case<Name> = Extract<Payload, { case: Name }>;
type Readers = {
  readonly [Name in Exclude<Payload['case'], undefined>]?: (
    value: Case<Name>['value'],
  ) => RoomEvent | null;
};

const RECORDING_STATES: ReadonlyMap<Recording_State, RecordingState> = new Map([
  [Recording_State.STARTED, 'running'],
  [Recording_State.RESUMED, 'running'],
  [Recording_State.PAUSED, 'paused'],
]);

const READERS: Readers = {
  participantJoined: (value) => ({ type: 'joined', person: personOf(value.participant) }),
  participantChanged: (value) => ({ type: 'changed', person: personOf(value.participant) }),
  participantLeft: (value) => ({ type: 'left', id: idOf(value.participant) }),
  connectionChanged: (value) => ({
    type: 'presence',
    id: idOf(value.participant),
    away: value.state === ConnectionChanged_State.DISCONNECTED,
  }),
  speaking: (value) => ({
    type: 'speaking',
    id: idOf(value.participant),
    speaking: value.speaking,
  }),
  trackPublished: (value) => cameraOf(value, true),
  trackUnpublished: (value) => cameraOf(value, false),
  videoSlot: ({ mid, participant }) => ({ type: 'shown', mid, id: idOf(participant) }),
  activeSpeaker: (value) => ({ type: 'active-speaker', id: idOf(value.participant) }),
  chat: (value) => ({ type: 'chat', person: personOf(value.participant), text: value.text }),
  recording: ({ id, state }) => ({
    type: 'recording',
    id,
    state: RECORDING_STATES.get(state) ?? 'over',
  }),
  callEnded: ({ reason }) => ({ type: reason === 'removed' ? 'removed' : 'over' }),
};

/** Null for what this page has no use for, or does not understand. */
export function readMessage(data: Uint8Array | string): Message | null {
  try {
    const bytes = typeof data === 'string' ? bytesOf(data) : data;
    return messageOf(fromBinary(EventSchema, bytes).payload);
  } catch {
    // A server that is newer, or something else altogether: the call does not suffer from it.
    return null;
  }
}

export function writeChat(text: string): Uint8Array<ArrayBuffer> {
  const chat = create(ChatSchema, { text });
  const event = create(EventSchema, { payload: { case: 'chat', value: chat } });
  return Uint8Array.from(toBinary(EventSchema, event));
}

/** An event as a text of a WebSocket (docs/websocket.md). */
export function asText(event: Uint8Array): string {
  return JSON.stringify({ type: 'event', event: btoa(String.fromCharCode(...event)) });
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
}

function messageOf(payload: Payload): Message | null {
  if (payload.case === 'levels') {
    const levels = payload.value.levels.map(
      ({ participant, dbfs }) => [participant, dbfs] as const,
    );
    return { type: 'levels', levels: new Map(levels) };
  }
  if (payload.case === 'callJoinResponse') {
    const { participant, resume } = payload.value;
    // Of a server that tells it by headers alone, or of a mock.
    return participant === '' ? null : { type: 'place', place: { participant, resume } };
  }
  const read = payload.case === undefined ? undefined : READERS[payload.case];
  // Reader and value are of the same case, which the compiler cannot see.
  const event = (read as ((value: unknown) => RoomEvent | null) | undefined)?.(payload.value);
  return event ? { type: 'event', event } : null;
}

interface Track {
  readonly kind: TrackKind;
  readonly participant?: Participant | undefined;
}

function cameraOf({ kind, participant }: Track, on: boolean): RoomEvent | null {
  return kind === TrackKind.VIDEO ? { type: 'camera', id: idOf(participant), on } : null;
}

function personOf(participant: Participant | undefined): Person {
  const { id = '', name = '', transport = '', muted = false, held = false } = participant ?? {};
  return { id, name, transport, muted, held };
}

function idOf(participant: Participant | undefined): string {
  return participant?.id ?? '';
}
