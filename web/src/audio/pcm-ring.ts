/** Sound that has arrived and waits to be played. Runs on the audio thread: nothing here allocates after construction. */

const FULL_SCALE = 32_768;

export interface RingLengths {
  /** As much is kept, in samples; of more the oldest goes. */
  readonly capacity: number;
  /** As much is gathered before anything is played, to even out how it arrives. */
  readonly start: number;
}

export class PcmRing {
  readonly #samples: Float32Array;
  readonly #start: number;
  #read = 0;
  #waiting = 0;
  #playing = false;
  #dropped = 0;

  constructor({ capacity, start }: RingLengths) {
    this.#samples = new Float32Array(capacity);
    this.#start = start;
  }

  /** Samples that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Samples that came when there was no room, since the beginning. */
  get dropped(): number {
    return this.#dropped;
  }

  write(pcm: Int16Array): void {
    const { length } = this.#samples;
    for (let index = 0; index < pcm.length; index += 1) {
      this.#samples[(this.#read + this.#waiting) % length] = (pcm[index] ?? 0) / FULL_SCALE;
      if (this.#waiting < length) {
        this.#waiting += 1;
      } else {
        this.#read = (this.#read + 1) % length;
        this.#dropped += 1;
      }
    }
  }

  /** Fills `output`; with silence where there is nothing, and until enough has been gathered again. */
  readInto(output: Float32Array): void {
    this.#playing ||= this.#waiting >= this.#start;
    for (let index = 0; index < output.length; index += 1) {
      if (this.#playing && this.#waiting > 0) {
        output[index] = this.#samples[this.#read] ?? 0;
        this.#read = (this.#read + 1) % this.#samples.length;
        this.#waiting -= 1;
      } else {
        this.#playing = false;
        output[index] = 0;
      }
    }
  }

  /** The other side was interrupted: what waits is no longer meant. */
  clear(): void {
    this.#waiting = 0;
    this.#playing = false;
  }
}
