import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import {
  ConnectionChanged_State,
  EventSchema,
  Recording_State,
  TrackKind,
} from '../../proto/jackfield/v1/events_pb';
import { type Message, readMessage, writeChat } from './wire';

type Payload = NonNullable<MessageInitShape<typeof EventSchema>['payload']>;

function read(payload: Payload): Message | null {
  return readMessage(toBinary(EventSchema, create(EventSchema, { payload })));
}

const participant = { id: 'ann', name: 'Ann', transport: 'whip', muted: true };
const person = { ...participant, held: false };

it.each<[Payload, unknown]>([
  [
    { case: 'participantJoined', value: { participant } },
    { type: 'joined', person },
  ],
  [
    { case: 'participantChanged', value: { participant } },
    { type: 'changed', person },
  ],
  [
    { case: 'participantLeft', value: { participant } },
    { type: 'left', id: 'ann' },
  ],
  [
    {
      case: 'connectionChanged',
      value: { participant, state: ConnectionChanged_State.DISCONNECTED },
    },
    { type: 'presence', id: 'ann', away: true },
  ],
  [
    { case: 'speaking', value: { participant, speaking: true } },
    { type: 'speaking', id: 'ann', speaking: true },
  ],
  [
    { case: 'trackPublished', value: { participant, kind: TrackKind.VIDEO } },
    { type: 'camera', id: 'ann', on: true },
  ],
  [
    { case: 'trackUnpublished', value: { participant, kind: TrackKind.VIDEO } },
    { type: 'camera', id: 'ann', on: false },
  ],
  [
    { case: 'videoSlot', value: { mid: '2', participant } },
    { type: 'shown', mid: '2', id: 'ann' },
  ],
  [
    { case: 'videoSlot', value: { mid: '2' } },
    { type: 'shown', mid: '2', id: '' },
  ],
  [
    { case: 'activeSpeaker', value: { participant } },
    { type: 'active-speaker', id: 'ann' },
  ],
  [
    { case: 'chat', value: { participant, text: 'hello' } },
    { type: 'chat', person, text: 'hello' },
  ],
  [
    { case: 'recording', value: { id: '7', state: Recording_State.STARTED } },
    { type: 'recording', id: '7', state: 'running' },
  ],
  [
    { case: 'recording', value: { id: '7', state: Recording_State.PAUSED } },
    { type: 'recording', id: '7', state: 'paused' },
  ],
  [
    { case: 'recording', value: { id: '7', state: Recording_State.RESUMED } },
    { type: 'recording', id: '7', state: 'running' },
  ],
  [
    { case: 'recording', value: { id: '7', state: Recording_State.STOPPED } },
    { type: 'recording', id: '7', state: 'over' },
  ],
  [
    { case: 'recording', value: { id: '7', state: Recording_State.FAILED } },
    { type: 'recording', id: '7', state: 'over' },
  ],
  [{ case: 'callEnded', value: { reason: 'ended' } }, { type: 'over' }],
  [{ case: 'callEnded', value: { reason: 'removed' } }, { type: 'removed' }],
])('reads %o', (payload, event) => {
  expect(read(payload)).toEqual({ type: 'event', event });
});

it('reads how loud everybody is', () => {
  const levels = [{ participant: 'ann', dbfs: -20 }];
  expect(read({ case: 'levels', value: { levels } })).toEqual({
    type: 'levels',
    levels: new Map([['ann', -20]]),
  });
});

it('reads who we are, and what brings us back', () => {
  const place = { participant: 'ann', resume: 'token' };
  expect(read({ case: 'callJoinResponse', value: place })).toEqual({ type: 'place', place });
});

it('passes over what it has no use for or does not understand', () => {
  expect(read({ case: 'callJoinResponse', value: {} })).toBeNull();
  expect(readMessage(new Uint8Array([0xff, 0xff, 0xff]))).toBeNull();
  expect(readMessage(new Uint8Array())).toBeNull();
});

it('writes messages that the server reads', () => {
  const { payload } = fromBinary(EventSchema, writeChat('hello'));
  expect(payload).toMatchObject({ case: 'chat', value: { text: 'hello' } });
});
