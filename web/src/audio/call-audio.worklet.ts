/**
 * The audio thread's part of a call. Input 0 is the microphone, input 1 the server's audio; output 0 is
 * the server's audio for the loudspeaker, in the same render quantum it came in. Both inputs share one
 * clock, so their levels line up to the sample.
 */

import { ECHO_OFFSET, LEVEL_FRAME_LENGTH, MICROPHONE_OFFSET } from './level-frame';
import { LevelMeter } from './level-meter';

const FRAMES_PER_SECOND = 30;

type Channels = readonly Float32Array[];

class CallAudioProcessor extends AudioWorkletProcessor {
  readonly #microphone = new LevelMeter();
  readonly #echo = new LevelMeter();
  /** Posting copies it, so one array serves for ever. */
  readonly #frame = new Float32Array(LEVEL_FRAME_LENGTH);
  readonly #samplesPerFrame = Math.round(sampleRate / FRAMES_PER_SECOND);
  #samples = 0;

  process(inputs: readonly Channels[], outputs: readonly Channels[]): boolean {
    const output = outputs[0];
    const quantum = output?.[0]?.length ?? 0;
    measure(this.#microphone, inputs[0], quantum);
    measure(this.#echo, inputs[1], quantum);
    play(inputs[1], output);
    this.#post(quantum);
    // The node lives as long as the page holds it, also through silence.
    return true;
  }

  #post(quantum: number): void {
    this.#samples += quantum;
    if (this.#samples < this.#samplesPerFrame) {
      return;
    }
    // Keeping the rest holds the average rate, whatever the quantum.
    this.#samples -= this.#samplesPerFrame;
    this.#microphone.takeInto(this.#frame, MICROPHONE_OFFSET);
    this.#echo.takeInto(this.#frame, ECHO_OFFSET);
    this.port.postMessage(this.#frame);
  }
}

function measure(meter: LevelMeter, input: Channels | undefined, quantum: number): void {
  const samples = input?.[0];
  if (samples === undefined) {
    meter.addSilence(quantum);
  } else {
    meter.add(samples);
  }
}

/** Mono is heard on both sides. Outputs arrive zeroed, so without a source there is nothing to do. */
function play(input: Channels | undefined, output: Channels | undefined): void {
  const first = input?.[0];
  if (input === undefined || first === undefined || output === undefined) {
    return;
  }
  for (let channel = 0; channel < output.length; channel += 1) {
    output[channel]?.set(input[channel] ?? first);
  }
}

registerProcessor('call-audio', CallAudioProcessor);
