/** Sums up samples into one level. Runs on the audio thread: nothing here allocates after construction. */

export class LevelMeter {
  /** Sum of squares and peak; typed, because a plain field of doubles may be boxed anew on each write. */
  readonly #sums = new Float64Array(2);
  #count = 0;

  add(samples: Float32Array): void {
    let squares = 0;
    let peak = this.#sums[1] ?? 0;
    for (let index = 0; index < samples.length; index += 1) {
      const sample = samples[index] ?? 0;
      squares += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    this.#sums[0] = (this.#sums[0] ?? 0) + squares;
    this.#sums[1] = peak;
    this.#count += samples.length;
  }

  /** A source that is not connected is as silent as one that is. */
  addSilence(length: number): void {
    this.#count += length;
  }

  /** Writes RMS and peak at `offset` and begins anew. */
  takeInto(target: Float32Array, offset: number): void {
    const squares = this.#sums[0] ?? 0;
    target[offset] = this.#count > 0 ? Math.sqrt(squares / this.#count) : 0;
    target[offset + 1] = this.#sums[1] ?? 0;
    this.#sums.fill(0);
    this.#count = 0;
  }
}
