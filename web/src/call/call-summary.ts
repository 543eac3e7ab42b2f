/** What there is to say about a call when it is over. */

import { type Connection, type ConnectionEvent, isOver, startOf } from './connection';
import type { CallFailure } from './failure';
import { delayOf, type LinkQuality } from './link-quality';

export interface CallSummary {
  readonly durationMs: number;
  readonly end: CallEnd;
  readonly delayMs: Spread | null;
  /** Shares of the whole call, 0 to 1. */
  readonly loss: number | null;
  readonly concealed: number | null;
  /** How often the line was restored or dialled again. */
  readonly interruptions: number;
}

export type CallEnd = 'hung-up' | 'other-side' | CallFailure;

export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** One reading a second: the last hours of a long call are what people remember of it. */
const MAX_READINGS = 7_200;

export class SummaryKeeper {
  #readings: LinkQuality[] = [];
  #interruptions = 0;

  /** Reads along; returns the summary with the event that ended a call which had stood. */
  follow(before: Connection, after: Connection, event: ConnectionEvent): CallSummary | null {
    if (event.type === 'dialed') {
      this.#readings = [];
      this.#interruptions = 0;
    }
    if (after.phase === 'interrupted' || leftTheLine(before, after)) {
      this.#interruptions += before.phase === 'live' ? 1 : 0;
    }
    const since = startOf(before);
    return since !== null && isOver(after) ? this.#summary(since, event) : null;
  }

  measure(reading: LinkQuality): void {
    this.#readings.push(reading);
    if (this.#readings.length > MAX_READINGS) {
      this.#readings.shift();
    }
  }

  #summary(since: number, event: ConnectionEvent): CallSummary {
    return {
      durationMs: Math.max(0, Date.now() - since),
      end: endOf(event),
      delayMs: spreadOf(known(this.#readings.map(delayOf))),
      loss: meanOf(known(this.#readings.map(({ loss }) => loss))),
      concealed: meanOf(known(this.#readings.map(({ concealed }) => concealed))),
      interruptions: this.#interruptions,
    };
  }
}

function leftTheLine(before: Connection, after: Connection): boolean {
  return after.phase === 'redialing' && before.phase !== 'redialing';
}

function endOf(event: ConnectionEvent): CallEnd {
  if (event.type === 'failed') {
    return event.failure;
  }
  return event.type === 'ended' ? 'other-side' : 'hung-up';
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function meanOf(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)];
  const worst = sorted.at(-1);
  return median === undefined || worst === undefined ? null : { median, worst };
}
