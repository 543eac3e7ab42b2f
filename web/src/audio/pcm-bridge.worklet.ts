/**
 * The audio thread's part of a call over WebSocket. Input 0 is the microphone: it leaves by the port, 20 ms at
 * a time. What comes by the port waits in a ring and is played on output 0.
 */

import type { BridgeCommand } from './pcm-frame';
import { PcmRing } from './pcm-ring';

const FRAMES_PER_SECOND = 50;
/** TCP delivers in bursts: three frames are gathered before anything is played. */
const START_SECONDS = 0.06;
/** Of a burst after a stall, the oldest is not worth hearing any more. */
const CAPACITY_SECONDS = 1;
const FULL_SCALE = 32_767;

type Channels = readonly Float32Array[];

class PcmBridgeProcessor extends AudioWorkletProcessor {
  readonly #ring = new PcmRing({
    capacity: Math.round(sampleRate * CAPACITY_SECONDS),
    start: Math.round(sampleRate * START_SECONDS),
  });
  /** Posting copies it, so one array serves for ever. */
  readonly #frame = new Int16Array(Math.round(sampleRate / FRAMES_PER_SECOND) + 1);
  #filled = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<BridgeCommand>) => {
      if (data === 'clear') {
        this.#ring.clear();
      } else {
        this.#ring.write(data);
      }
    };
  }

  process(inputs: readonly Channels[], outputs: readonly Channels[]): boolean {
    const output = outputs[0]?.[0];
    if (output !== undefined) {
      this.#ring.readInto(output);
      this.#capture(inputs[0]?.[0], output.length);
    }
    return true;
  }

  /** Without a source there is silence: the other side keeps its pace by what we send. */
  #capture(samples: Float32Array | undefined, length: number): void {
    for (let index = 0; index < length; index += 1) {
      const sample = Math.max(-1, Math.min(1, samples?.[index] ?? 0));
      this.#frame[this.#filled] = Math.round(sample * FULL_SCALE);
      this.#filled += 1;
      if (this.#filled === this.#frame.length - 1) {
        this.#frame[this.#filled] = Math.round((1000 * this.#ring.waiting) / sampleRate);
        this.#filled = 0;
        this.port.postMessage(this.#frame);
      }
    }
  }
}

registerProcessor('pcm-bridge', PcmBridgeProcessor);
