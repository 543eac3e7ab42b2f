import { describe, expect, it } from 'vitest';
import {
  type Connection,
  type ConnectionEvent,
  IDLE,
  isOver,
  type Redialing,
  reduce,
  startOf,
} from './connection';
import { callFailure } from './failure';

const FAILURE = callFailure('unreachable');
const TALK = {
  streaming: false,
  listenOnly: false,
  soundBlocked: false,
  microphoneTrouble: null,
};
const LIVE: Connection = { phase: 'live', ...TALK, streaming: true, sessionId: 'a', since: 7 };
const REDIALING: Redialing = {
  phase: 'redialing',
  ...TALK,
  since: 7,
  lost: FAILURE,
  attempt: 1,
  at: 9,
};

const PHASES: readonly Connection[] = [
  IDLE,
  { phase: 'asking', ...TALK },
  { phase: 'dialing', ...TALK },
  { phase: 'joining', ...TALK, sessionId: 'a', since: 1 },
  { phase: 'live', ...TALK, sessionId: 'a', since: 1 },
  { phase: 'interrupted', ...TALK, sessionId: 'a', since: 1 },
  REDIALING,
  { phase: 'failed', failure: FAILURE },
];

const EVENTS: readonly ConnectionEvent[] = [
  { type: 'dialed', listenOnly: false },
  { type: 'microphone-opened' },
  { type: 'microphone-trouble', failure: FAILURE, stillTalking: false },
  { type: 'listening' },
  { type: 'session-created', sessionId: 'a', transport: 'webrtc' },
  { type: 'media-connected', at: 1 },
  { type: 'media-interrupted' },
  { type: 'line-lost', lost: FAILURE, attempt: 2, at: 20 },
  { type: 'streaming-switched', streaming: true },
  { type: 'sound-blocked', blocked: true },
  { type: 'failed', failure: FAILURE },
  { type: 'ended' },
  { type: 'hung-up' },
];

/** Where each event leads from each phase; `.` means that it changes nothing. */
const TABLE: Readonly<Record<ConnectionEvent['type'], string>> = {
  //                    idle   asking  dialing   joining     live        interrupted  redialing  failed
  dialed: 'asking . . . . . . asking',
  'microphone-opened': '. dialing dialing joining live interrupted redialing .',
  'microphone-trouble': '. asking dialing joining live interrupted redialing .',
  listening: '. dialing . . . . . .',
  'session-created': '. . joining joining . . joining .',
  'media-connected': '. . . live . live . .',
  'media-interrupted': '. . . . interrupted . . .',
  'line-lost': '. . . redialing redialing redialing redialing .',
  'streaming-switched': '. asking dialing joining live interrupted redialing .',
  'sound-blocked': '. asking dialing joining live interrupted redialing .',
  failed: 'failed failed failed failed failed failed failed failed',
  ended: 'idle idle idle idle idle idle idle idle',
  'hung-up': 'idle idle idle idle idle idle idle idle',
};

describe.each(EVENTS)('$type', (event) => {
  it.each(PHASES)('leads from $phase where the table says', (before) => {
    const expected = TABLE[event.type].split(' ')[PHASES.indexOf(before)];
    const after = reduce(before, event);
    if (expected === '.') {
      expect(after).toBe(before);
    } else {
      expect(after.phase).toBe(expected);
    }
  });
});

function play(...events: readonly ConnectionEvent[]): Connection {
  return events.reduce(reduce, IDLE);
}

it('keeps session, start and streaming through an interruption', () => {
  const interrupted = reduce(LIVE, { type: 'media-interrupted' });
  expect(reduce(interrupted, { type: 'media-connected', at: 99 })).toEqual(LIVE);
});

it('keeps start and streaming, but not the session, when it is dialled again', () => {
  const lost = reduce(LIVE, { type: 'line-lost', lost: FAILURE, attempt: 1, at: 50 });
  expect(lost).not.toHaveProperty('sessionId');
  const joining = reduce(lost, { type: 'session-created', sessionId: 'b', transport: 'webrtc' });
  expect(reduce(joining, { type: 'media-connected', at: 99 })).toEqual({ ...LIVE, sessionId: 'b' });
});

it('is not dialled again when it never stood', () => {
  const joining = play(
    { type: 'dialed', listenOnly: false },
    { type: 'microphone-opened' },
    { type: 'session-created', sessionId: 'a', transport: 'webrtc' },
  );
  const lost = { type: 'line-lost', lost: FAILURE, attempt: 1, at: 5 } as const;
  expect(reduce(joining, lost)).toBe(joining);
});

it('remembers a wish to stream that was made while the call was set up', () => {
  expect(
    play(
      { type: 'dialed', listenOnly: false },
      { type: 'streaming-switched', streaming: true },
      { type: 'microphone-opened' },
      { type: 'session-created', sessionId: 'a', transport: 'webrtc' },
      { type: 'media-connected', at: 7 },
    ),
  ).toEqual(LIVE);
});

it('forgets the wish to stream with the call it was made for', () => {
  const again = reduce(reduce(LIVE, { type: 'hung-up' }), { type: 'dialed', listenOnly: false });
  expect(again).toEqual({ phase: 'asking', ...TALK });
});

it('listens without a microphone, and talks once there is one', () => {
  const listening = play({ type: 'dialed', listenOnly: true }, { type: 'listening' });
  expect(listening).toMatchObject({ phase: 'dialing', listenOnly: true });
  expect(reduce(listening, { type: 'microphone-opened' })).toMatchObject({ listenOnly: false });
});

it('goes on listening when the microphone goes away', () => {
  const gone = { type: 'microphone-trouble', failure: FAILURE, stillTalking: false } as const;
  expect(reduce(LIVE, gone)).toMatchObject({
    phase: 'live',
    listenOnly: true,
    streaming: false,
    microphoneTrouble: FAILURE,
  });
});

it('goes on talking when only another microphone could not be had', () => {
  const trouble = { type: 'microphone-trouble', failure: FAILURE, stillTalking: true } as const;
  const after = reduce(LIVE, trouble);
  expect(after).toEqual({ ...LIVE, microphoneTrouble: FAILURE });
  expect(reduce(after, { type: 'microphone-opened' })).toEqual(LIVE);
});

it('is over when there is no call to end', () => {
  expect(PHASES.filter(isOver).map(({ phase }) => phase)).toEqual(['idle', 'failed']);
});

it('began when audio first flowed', () => {
  expect(startOf(LIVE)).toBe(7);
  expect(startOf(REDIALING)).toBe(7);
  expect(startOf(IDLE)).toBeNull();
});
