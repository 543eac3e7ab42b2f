/** Who is in the call, as the server tells it event by event: a value, and how events change it. */

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly transport: string;
  readonly muted: boolean;
  readonly held: boolean;
  /** The connection is lost, and the place is kept. */
  readonly away: boolean;
  readonly speaking: boolean;
  /** They show themselves. */
  readonly camera: boolean;
}

export interface Line {
  readonly key: number;
  /** Empty for what the call itself tells. */
  readonly from: string;
  readonly text: string;
  readonly own: boolean;
}

export interface Room {
  /** By id, in the order they came. */
  readonly members: ReadonlyMap<string, Member>;
  /** Our own id, once the server has given it. */
  readonly self: string;
  readonly ownName: string;
  /** The id of who speaks, or spoke last. */
  readonly speaker: string;
  readonly lines: readonly Line[];
  /** By id, those that go on. */
  readonly recordings: ReadonlyMap<string, RecordingState>;
  /** By the name of the section (`mid`): the id of who is seen in it. */
  readonly shows: ReadonlyMap<string, string>;
  readonly canChat: boolean;
}

/** What one has of a place in a call. */
export interface Place {
  readonly participant: string;
  /** Gives the place back after the connection was lost; empty when the server gave none. */
  readonly resume: string;
}

/** What the server tells of somebody. */
export type Person = Pick<Member, 'id' | 'name' | 'transport' | 'muted' | 'held'>;

export type RecordingState = 'running' | 'paused' | 'over';

export type RoomEvent =
  | { readonly type: 'entered'; readonly self: string; readonly name: string }
  | { readonly type: 'channel'; readonly open: boolean }
  | { readonly type: 'joined' | 'changed'; readonly person: Person }
  | { readonly type: 'left'; readonly id: string }
  | { readonly type: 'presence'; readonly id: string; readonly away: boolean }
  | { readonly type: 'speaking'; readonly id: string; readonly speaking: boolean }
  | { readonly type: 'active-speaker'; readonly id: string }
  | { readonly type: 'camera'; readonly id: string; readonly on: boolean }
  /** Without an id nobody is seen in the section any more. */
  | { readonly type: 'shown'; readonly mid: string; readonly id: string }
  | { readonly type: 'chat'; readonly person: Person; readonly text: string }
  | { readonly type: 'recording'; readonly id: string; readonly state: RecordingState }
  | { readonly type: 'removed' | 'over' };

export const EMPTY_ROOM: Room = {
  members: new Map(),
  self: '',
  ownName: '',
  speaker: '',
  lines: [],
  recordings: new Map(),
  shows: new Map(),
  canChat: false,
};

/** What is told of media as they are, once there is a channel. */
const NOTHING = { recordings: EMPTY_ROOM.recordings, shows: EMPTY_ROOM.shows };

/** Older ones go: nobody reads back further, and a page may stay open for days. */
const LINE_LIMIT = 200;

export function reduceRoom(room: Room, event: RoomEvent): Room {
  switch (event.type) {
    case 'entered':
      return { ...room, self: event.self, ownName: event.name };
    case 'channel':
      // Who else is there and what is recorded is told anew with each channel.
      return event.open
        ? { ...room, ...NOTHING, canChat: true, members: new Map(ownEntry(room)) }
        : { ...room, canChat: false };
    case 'active-speaker':
      return { ...room, speaker: event.id };
    case 'recording':
      return withRecording(room, event.id, event.state);
    case 'shown':
      return withShown(room, event.mid, event.id);
    case 'chat':
      return withLine(room, event.person.id, event.text, event.person);
    case 'removed':
      return withLine(over(room), '', 'You were removed from the call');
    case 'over':
      return over(room);
    default:
      return withMembers(room, event);
  }
}

function over(room: Room): Room {
  return { ...room, ...NOTHING, members: new Map(), speaker: '', canChat: false };
}

/** What people call somebody. */
export function labelOf(person: Pick<Person, 'id' | 'name'>): string {
  return person.name === '' ? person.id : person.name;
}

/** What stands for somebody where there is no picture. */
export function initialOf(person: Pick<Person, 'id' | 'name'>): string {
  return (/\p{L}|\p{N}/u.exec(labelOf(person))?.[0] ?? '?').toUpperCase();
}

/** Of all recordings together: one that runs is enough. */
export function recordingOf({ recordings }: Pick<Room, 'recordings'>): RecordingState {
  const states = [...recordings.values()];
  return states.includes('running') ? 'running' : (states[0] ?? 'over');
}

type MemberEvent = Extract<
  RoomEvent,
  { type: 'joined' | 'changed' | 'left' | 'presence' | 'speaking' | 'camera' }
>;

function withMembers(room: Room, event: MemberEvent): Room {
  switch (event.type) {
    case 'joined':
      return joined(room, event.person);
    case 'changed':
      return withMember(room, event.person.id, event.person);
    case 'left':
      return left(room, event.id);
    case 'presence':
      return withMember(room, event.id, { away: event.away });
    case 'speaking':
      return withMember(room, event.id, { speaking: event.speaking });
    case 'camera':
      return withMember(room, event.id, { camera: event.on });
  }
}

const JUST_CAME = { away: false, speaking: false, camera: false };

/** Everybody is told of the others only. */
function ownEntry({ self, ownName }: Room): [string, Member][] {
  const own = { id: self, name: ownName, transport: '', muted: false, held: false };
  return self === '' ? [] : [[self, { ...own, ...JUST_CAME }]];
}

function joined(room: Room, person: Person): Room {
  const isNew = !room.members.has(person.id);
  const member = { ...person, ...JUST_CAME };
  const next = { ...room, members: new Map(room.members).set(person.id, member) };
  const isOther = person.id !== room.self;
  return isNew && isOther ? withLine(next, '', `${labelOf(person)} is here`) : next;
}

function left(room: Room, id: string): Room {
  const member = room.members.get(id);
  if (member === undefined) {
    return room;
  }
  const members = new Map(room.members);
  members.delete(id);
  const speaker = room.speaker === id ? '' : room.speaker;
  return withLine({ ...room, members, speaker }, '', `${labelOf(member)} has left`);
}

function withMember(room: Room, id: string, change: Partial<Member>): Room {
  const member = room.members.get(id);
  return member === undefined
    ? room
    : { ...room, members: new Map(room.members).set(id, { ...member, ...change }) };
}

function withShown(room: Room, mid: string, id: string): Room {
  const shows = new Map(room.shows).set(mid, id);
  if (id === '') {
    shows.delete(mid);
  }
  return { ...room, shows };
}

function withLine(room: Room, id: string, text: string, person?: Person): Room {
  const key = (room.lines.at(-1)?.key ?? 0) + 1;
  const from = person === undefined ? '' : labelOf(person);
  const line = { key, from, text, own: id !== '' && id === room.self };
  return { ...room, lines: [...room.lines, line].slice(-LINE_LIMIT) };
}

const RECORDING_WORDS: Readonly<Record<RecordingState, string>> = {
  running: 'This call is being recorded',
  paused: 'The recording is paused',
  over: 'The recording has ended',
};

/** People are told what changes for them: how many recordings there are does not. */
function withRecording(room: Room, id: string, state: RecordingState): Room {
  const recordings = new Map(room.recordings).set(id, state);
  if (state === 'over') {
    recordings.delete(id);
  }
  const next = { ...room, recordings };
  const now = recordingOf(next);
  return now === recordingOf(room) ? next : withLine(next, '', RECORDING_WORDS[now]);
}
