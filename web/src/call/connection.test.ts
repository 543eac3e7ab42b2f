import { describe, expect, it } from 'vitest';
import { type Connection, type ConnectionEvent, IDLE, isOver, reduce } from './connection';
import { callFailure } from './failure';

const FAILURE = callFailure('unreachable');

const PHASES: readonly Connection[] = [
  IDLE,
  { phase: 'asking', streaming: false },
  { phase: 'dialing', streaming: false },
  { phase: 'joining', streaming: false, sessionId: 'a' },
  { phase: 'live', streaming: false, sessionId: 'a', since: 1 },
  { phase: 'interrupted', streaming: false, sessionId: 'a', since: 1 },
  { phase: 'failed', failure: FAILURE },
];

const EVENTS: readonly ConnectionEvent[] = [
  { type: 'dialed' },
  { type: 'microphone-opened' },
  { type: 'session-created', sessionId: 'a' },
  { type: 'media-connected', at: 1 },
  { type: 'media-interrupted' },
  { type: 'streaming-switched', streaming: true },
  { type: 'failed', failure: FAILURE },
  { type: 'hung-up' },
];

/** Where each event leads from each phase; `.` means that it changes nothing. */
const TABLE: Readonly<Record<ConnectionEvent['type'], readonly string[]>> = {
  //                    idle      asking    dialing   joining   live          interrupted failed
  dialed: ['asking', '.', '.', '.', '.', '.', 'asking'],
  'microphone-opened': ['.', 'dialing', '.', '.', '.', '.', '.'],
  'session-created': ['.', '.', 'joining', '.', '.', '.', '.'],
  'media-connected': ['.', '.', '.', 'live', '.', 'live', '.'],
  'media-interrupted': ['.', '.', '.', '.', 'interrupted', '.', '.'],
  'streaming-switched': ['.', 'asking', 'dialing', 'joining', 'live', 'interrupted', '.'],
  failed: ['failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed'],
  'hung-up': ['idle', 'idle', 'idle', 'idle', 'idle', 'idle', 'idle'],
};

describe.each(EVENTS)('$type', (event) => {
  it.each(PHASES)('leads from $phase where the table says', (before) => {
    const expected = TABLE[event.type][PHASES.indexOf(before)];
    const after = reduce(before, event);
    if (expected === '.') {
      expect(after).toBe(before);
    } else {
      expect(after.phase).toBe(expected);
    }
  });
});

it('keeps session, start and streaming through an interruption', () => {
  const live: Connection = { phase: 'live', streaming: true, sessionId: 'a', since: 7 };
  const interrupted = reduce(live, { type: 'media-interrupted' });
  expect(reduce(interrupted, { type: 'media-connected', at: 99 })).toEqual(live);
});

it('remembers a wish to stream that was made while the call was set up', () => {
  const events: readonly ConnectionEvent[] = [
    { type: 'dialed' },
    { type: 'streaming-switched', streaming: true },
    { type: 'microphone-opened' },
    { type: 'session-created', sessionId: 'a' },
    { type: 'media-connected', at: 5 },
  ];
  expect(events.reduce(reduce, IDLE)).toEqual({
    phase: 'live',
    streaming: true,
    sessionId: 'a',
    since: 5,
  });
});

it('forgets the wish to stream with the call it was made for', () => {
  const live: Connection = { phase: 'live', streaming: true, sessionId: 'a', since: 7 };
  const again = reduce(reduce(live, { type: 'hung-up' }), { type: 'dialed' });
  expect(again).toEqual({ phase: 'asking', streaming: false });
});

it('is over when there is no call to end', () => {
  expect(PHASES.filter(isOver).map(({ phase }) => phase)).toEqual(['idle', 'failed']);
});
