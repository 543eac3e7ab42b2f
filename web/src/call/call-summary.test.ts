import { beforeEach, expect, it, vi } from 'vitest';
import { type CallSummary, SummaryKeeper } from './call-summary';
import { type Connection, type ConnectionEvent, IDLE, reduce } from './connection';
import { callFailure } from './failure';

const START = 1_000_000;
const STAND: readonly ConnectionEvent[] = [
  { type: 'dialed', listenOnly: false },
  { type: 'microphone-opened' },
  { type: 'session-created', sessionId: 'a', transport: 'webrtc' },
  { type: 'media-connected', at: START },
];
const LOST = { type: 'line-lost', lost: callFailure('unreachable'), attempt: 1, at: 0 } as const;

/** A keeper that reads along as the store lets it. */
class Call {
  readonly keeper = new SummaryKeeper();
  #connection: Connection = IDLE;

  play(...events: readonly ConnectionEvent[]): CallSummary | null {
    let summary: CallSummary | null = null;
    for (const event of events) {
      const before = this.#connection;
      this.#connection = reduce(before, event);
      summary = this.keeper.follow(before, this.#connection, event);
    }
    return summary;
  }

  measure(roundTripMs: number, loss: number): void {
    this.keeper.measure({ roundTripMs, bufferMs: 10, jitterMs: 1, loss, concealed: loss / 2 });
  }
}

let call: Call;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  call = new Call();
  return () => {
    vi.useRealTimers();
  };
});

it('sums up duration, delay, loss and what was made up', () => {
  expect(call.play(...STAND)).toBeNull();
  call.measure(20, 0);
  call.measure(90, 0.2);
  call.measure(30, 0.1);
  vi.advanceTimersByTime(65_000);
  const summary = call.play({ type: 'hung-up' });
  expect(summary).toMatchObject({
    durationMs: 65_000,
    end: 'hung-up',
    delayMs: { median: 40, worst: 100 },
    interruptions: 0,
  });
  expect(summary?.loss).toBeCloseTo(0.1);
  expect(summary?.concealed).toBeCloseTo(0.05);
});

it('counts each interruption once, however it was healed', () => {
  call.play(...STAND, { type: 'media-interrupted' }, { type: 'media-connected', at: 1 });
  call.play({ type: 'media-interrupted' }, LOST, { ...LOST, attempt: 2 });
  call.play(
    { type: 'session-created', sessionId: 'b', transport: 'webrtc' },
    { type: 'media-connected', at: 2 },
  );
  call.play(LOST);
  expect(call.play({ type: 'hung-up' })?.interruptions).toBe(3);
});

it('says who ended it, or what', () => {
  expect(call.play(...STAND, { type: 'ended' })?.end).toBe('other-side');
  const failure = callFailure('connection-lost');
  expect(call.play(...STAND, { type: 'failed', failure })?.end).toBe(failure);
});

it('has nothing to say of a call that never stood', () => {
  expect(call.play({ type: 'dialed', listenOnly: false }, { type: 'hung-up' })).toBeNull();
});

it('says what it knows of a call without figures, and begins anew with the next', () => {
  call.play(...STAND);
  call.measure(20, 0);
  call.play({ type: 'hung-up' }, ...STAND);
  expect(call.play({ type: 'hung-up' })).toMatchObject({ delayMs: null, loss: null });
});
