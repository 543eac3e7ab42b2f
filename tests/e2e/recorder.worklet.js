// Hands its inputs to the page sample by sample. All inputs share one clock, so that what is captured
// from them can be compared by plain correlation.
const BLOCK = 4_800;

class Recorder extends AudioWorkletProcessor {
  #inputs;
  #filled = 0;

  constructor(options) {
    super();
    this.#inputs = Array.from({ length: options.numberOfInputs }, () => new Float32Array(BLOCK));
  }

  process(inputs) {
    const length = 128;
    if (this.#filled + length > BLOCK) {
      const blocks = this.#inputs.map((samples) => samples.slice(0, this.#filled));
      this.port.postMessage(blocks);
      this.#filled = 0;
    }
    this.#inputs.forEach((samples, index) => {
      const channel = inputs[index]?.[0];
      if (channel === undefined) {
        samples.fill(0, this.#filled, this.#filled + length);
      } else {
        samples.set(channel, this.#filled);
      }
    });
    this.#filled += length;
    return true;
  }
}

registerProcessor('recorder', Recorder);
