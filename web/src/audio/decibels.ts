/** Loudness as people and meters speak of it. */

/** Below this nobody hears anything: the lower end of every scale on the page. */
export const FLOOR_DB = -60;
/** How fast a needle falls back; it rises at once. About what broadcast peak meters do. */
const FALL_DB_PER_SECOND = 30;

/** Decibels relative to full scale, never under the floor. */
export function decibels(amplitude: number): number {
  return amplitude > 0 ? Math.min(0, Math.max(FLOOR_DB, 20 * Math.log10(amplitude))) : FLOOR_DB;
}

/** 0 at the floor, 1 at full scale, even in decibels between. */
export function loudness(amplitude: number): number {
  return 1 - decibels(amplitude) / FLOOR_DB;
}

/** A meter's pointer: jumps up with the sound and sinks back slowly enough to be read. */
export class Needle {
  #position = FLOOR_DB;
  #movedAt = 0;

  /** `now` in milliseconds. Returns where the needle stands, in decibels. */
  follow(amplitude: number, now: number): number {
    const fall = (Math.max(0, now - this.#movedAt) / 1000) * FALL_DB_PER_SECOND;
    this.#movedAt = now;
    this.#position = Math.max(decibels(amplitude), this.#position - fall, FLOOR_DB);
    return this.#position;
  }

  reset(): void {
    this.#position = FLOOR_DB;
  }
}
