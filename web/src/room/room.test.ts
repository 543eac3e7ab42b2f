import { expect, it } from 'vitest';
import {
  EMPTY_ROOM,
  initialOf,
  labelOf,
  type Person,
  type RecordingState,
  type Room,
  type RoomEvent,
  recordingOf,
  reduceRoom,
} from './room';

function person(id: string, part: Partial<Person> = {}): Person {
  return { id, name: '', transport: 'whip', muted: false, held: false, ...part };
}

function after(...events: RoomEvent[]): Room {
  return events.reduce(reduceRoom, EMPTY_ROOM);
}

function recording(id: string, state: RecordingState): RoomEvent {
  return { type: 'recording', id, state };
}

const ANN = person('ann', { name: 'Ann' });
const BOB = person('bob');
const HERE: RoomEvent[] = [
  { type: 'entered', self: 'ann', name: 'Ann' },
  { type: 'channel', open: true },
  { type: 'joined', person: BOB },
];

it('knows who is there, by name where there is one', () => {
  const room = after(...HERE);
  expect([...room.members.values()].map(labelOf)).toEqual(['Ann', 'bob']);
  expect(room.lines.map(({ text }) => text)).toEqual(['bob is here']);
});

it('notes how somebody is, and only of those who are there', () => {
  const room = after(
    ...HERE,
    { type: 'changed', person: person('bob', { muted: true }) },
    { type: 'speaking', id: 'bob', speaking: true },
    { type: 'presence', id: 'bob', away: true },
    { type: 'speaking', id: 'nobody', speaking: true },
  );
  expect(room.members.get('bob')).toMatchObject({ muted: true, speaking: true, away: true });
  expect(room.members.has('nobody')).toBe(false);
});

it('forgets who has left, and says so', () => {
  const room = after(...HERE, { type: 'active-speaker', id: 'bob' }, { type: 'left', id: 'bob' });
  expect([...room.members.keys()]).toEqual(['ann']);
  expect(room.speaker).toBe('');
  expect(room.lines.at(-1)?.text).toBe('bob has left');
  expect(reduceRoom(room, { type: 'left', id: 'bob' })).toBe(room);
});

it('tells own messages from those of others', () => {
  const room = after(
    ...HERE,
    { type: 'chat', person: ANN, text: 'hello' },
    { type: 'chat', person: BOB, text: 'hi' },
  );
  expect(room.lines.slice(-2)).toMatchObject([
    { from: 'Ann', text: 'hello', own: true },
    { from: 'bob', text: 'hi', own: false },
  ]);
});

it('keeps the last two hundred lines, each with a key of its own', () => {
  const chat: RoomEvent = { type: 'chat', person: BOB, text: 'again' };
  const room = after(...Array.from({ length: 250 }, () => chat));
  expect(room.lines).toHaveLength(200);
  expect(new Set(room.lines.map(({ key }) => key)).size).toBe(200);
});

it('is told anew who is there when it is connected again', () => {
  const lost = after(...HERE, { type: 'channel', open: false });
  expect(lost.canChat).toBe(false);
  expect(lost.members.size).toBe(2);
  const back = reduceRoom(lost, { type: 'channel', open: true });
  expect([...back.members.keys()]).toEqual(['ann']);
  expect(reduceRoom(back, { type: 'joined', person: BOB }).members.size).toBe(2);
});

it('says that a recording runs, and leaves what was written when the call is over', () => {
  const room = after(...HERE, recording('1', 'running'));
  expect(recordingOf(room)).toBe('running');
  const over = reduceRoom(room, { type: 'over' });
  expect(recordingOf(over)).toBe('over');
  expect(over.canChat).toBe(false);
  expect(over.members.size).toBe(0);
  expect(over.lines).toBe(room.lines);
});

it('says of recordings that they are paused, and that they have ended when none goes on', () => {
  const room = after(
    recording('1', 'running'),
    recording('2', 'running'),
    recording('1', 'paused'),
    recording('1', 'over'),
    recording('2', 'paused'),
    recording('3', 'over'),
    recording('2', 'running'),
    recording('2', 'over'),
  );
  expect(room.lines.map(({ text }) => text)).toEqual([
    'This call is being recorded',
    'The recording is paused',
    'This call is being recorded',
    'The recording has ended',
  ]);
});

it('keeps of what was recorded only what a new channel tells anew', () => {
  const room = after(...HERE, recording('7', 'running'), { type: 'channel', open: false });
  expect(recordingOf(room)).toBe('running');
  const back = reduceRoom(room, { type: 'channel', open: true });
  expect(recordingOf(back)).toBe('over');
  expect(recordingOf(reduceRoom(back, recording('8', 'paused')))).toBe('paused');
});

it('says so when one was removed', () => {
  const room = after(...HERE, { type: 'removed' });
  expect(room.members.size).toBe(0);
  expect(room.lines.at(-1)?.text).toBe('You were removed from the call');
  expect(reduceRoom(room, { type: 'over' }).lines).toBe(room.lines);
});

it('knows who shows themselves, and who is seen where', () => {
  const on: RoomEvent[] = [
    ...HERE,
    { type: 'camera', id: 'bob', on: true },
    { type: 'shown', mid: '2', id: 'bob' },
  ];
  expect(after(...on).members.get('bob')?.camera).toBe(true);
  expect([...after(...on).shows]).toEqual([['2', 'bob']]);
  const off = after(...on, { type: 'shown', mid: '2', id: '' });
  expect(off.shows.size).toBe(0);
  // Another connection has other sections.
  expect(after(...on, { type: 'channel', open: true }).shows.size).toBe(0);
});

it('has a letter for everybody', () => {
  expect(['ann', '-7', '…'].map((id) => initialOf({ id, name: '' }))).toEqual(['A', '7', '?']);
});
