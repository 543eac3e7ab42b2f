/** The last seconds of one channel's levels, and how far the picture of them has scrolled. */

import { type Level, SILENCE } from './level-frame';

/** Must match what the worklet posts; the clock below corrects what is left. */
const FRAMES_PER_SECOND = 30;
/** Share of the clock's error taken away with each picture: soft enough not to be seen. */
const CORRECTION = 0.05;
/** The picture may trail the newest level by this many frames, and never leads it. */
const MAX_TRAIL = 3;

export class LevelHistory {
  readonly #levels: Level[];
  #written = 0;

  constructor(capacity: number) {
    this.#levels = new Array<Level>(capacity).fill(SILENCE);
  }

  get capacity(): number {
    return this.#levels.length;
  }

  /** How many levels there have been since the beginning. */
  get written(): number {
    return this.#written;
  }

  push(level: Level): void {
    this.#levels[this.#written % this.#levels.length] = level;
    this.#written += 1;
  }

  /** The level with this number, counted from the beginning; silence where it is not known (any more). */
  at(number: number): Level {
    const known = number < this.#written && number >= Math.max(0, this.#written - this.capacity);
    return (known ? this.#levels[number % this.#levels.length] : undefined) ?? SILENCE;
  }

  clear(): void {
    this.#levels.fill(SILENCE);
    this.#written = 0;
  }
}

/** Levels arrive in fits and starts; this turns their count into a position that glides. */
export class ScrollClock {
  #position = 0;
  #tickedAt: number | null = null;

  /** `now` in milliseconds. Returns how many levels have scrolled in, with fractions. */
  tick(now: number, written: number): number {
    const elapsed = this.#tickedAt === null ? 0 : (now - this.#tickedAt) / 1000;
    this.#tickedAt = now;
    const glided = this.#position + elapsed * FRAMES_PER_SECOND;
    // Aims at the middle of the allowed trail, so that neither end is hit by ordinary jitter.
    const corrected = glided + (written - MAX_TRAIL / 2 - glided) * CORRECTION;
    this.#position = Math.min(written, Math.max(written - MAX_TRAIL, corrected));
    return this.#position;
  }

  reset(): void {
    this.#position = 0;
    this.#tickedAt = null;
  }
}
