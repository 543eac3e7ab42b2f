import { beforeAll, beforeEach, expect, it, vi } from 'vitest';

const SAMPLE_RATE = 16_000;
const QUANTUM = 128;
const FRAME = 320;

interface Processor {
  readonly port: {
    onmessage: (event: { data: Int16Array | 'clear' }) => void;
    postMessage: (message: Int16Array) => void;
  };
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

let PcmBridge: new () => Processor;
let processor: Processor;
const posted: Int16Array[] = [];

beforeAll(async () => {
  vi.stubGlobal('sampleRate', SAMPLE_RATE);
  vi.stubGlobal(
    'AudioWorkletProcessor',
    class {
      readonly port = {
        onmessage: null,
        postMessage: (message: Int16Array): void => void posted.push(message.slice()),
      };
    },
  );
  vi.stubGlobal('registerProcessor', (name: string, processorClass: new () => Processor) => {
    expect(name).toBe('pcm-bridge');
    PcmBridge = processorClass;
  });
  await import('./pcm-bridge.worklet');
});

beforeEach(() => {
  vi.stubGlobal('sampleRate', SAMPLE_RATE);
  posted.length = 0;
  processor = new PcmBridge();
});

/** Runs one quantum with that microphone, and returns what is played. */
function run(microphone?: number): Float32Array {
  const output = new Float32Array(QUANTUM);
  const input = microphone === undefined ? [] : [new Float32Array(QUANTUM).fill(microphone)];
  expect(processor.process([input], [[output]])).toBe(true);
  return output;
}

function arrive(milliseconds: number): void {
  const samples = (SAMPLE_RATE * milliseconds) / 1000;
  processor.port.onmessage({ data: new Int16Array(samples).fill(16_384) });
}

it('hands out the microphone 20 ms at a time', () => {
  for (let quantum = 0; quantum < 5; quantum += 1) {
    run(0.5);
  }
  expect(posted).toHaveLength(2);
  expect(posted[0]?.subarray(0, -1)).toEqual(new Int16Array(FRAME).fill(16_384));
});

it('clips what is too loud instead of letting it wrap around', () => {
  for (let quantum = 0; quantum < 3; quantum += 1) {
    run(7);
  }
  expect(posted[0]?.[0]).toBe(32_767);
});

it('sends silence without a microphone', () => {
  for (let quantum = 0; quantum < 3; quantum += 1) {
    run();
  }
  expect(posted[0]?.subarray(0, -1)).toEqual(new Int16Array(FRAME));
});

it('plays once 60 ms have arrived, and says how much waits', () => {
  arrive(40);
  expect(run()[0]).toBe(0);
  arrive(40);
  expect(run()[0]).toBe(0.5);
  run();
  expect(posted[0]?.at(-1)).toBe(80 - 16);
});

it('falls silent at once when the other side was interrupted', () => {
  arrive(100);
  expect(run()[0]).toBe(0.5);
  processor.port.onmessage({ data: 'clear' });
  expect(run()[0]).toBe(0);
});

it('copies nothing by hand: the same array serves each time', () => {
  const arrays = new Set<Int16Array>();
  processor.port.postMessage = (message) => void arrays.add(message);
  for (let quantum = 0; quantum < 10; quantum += 1) {
    run(0.1);
  }
  expect(arrays.size).toBe(1);
});
