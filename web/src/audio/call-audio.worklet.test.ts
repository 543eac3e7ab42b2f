import { beforeAll, beforeEach, expect, it, vi } from 'vitest';

const SAMPLE_RATE = 48_000;
const QUANTUM = 128;
const QUANTA_PER_SECOND = SAMPLE_RATE / QUANTUM;

interface Processor {
  readonly port: { postMessage: (message: Float32Array) => void };
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

let CallAudio: new () => Processor;
let processor: Processor;
const posted: number[][] = [];
const postedArrays = new Set<Float32Array>();

/** What the browser gives a module on its audio thread, and no more. */
beforeAll(async () => {
  vi.stubGlobal(
    'AudioWorkletProcessor',
    class {
      readonly port = {
        postMessage: (message: Float32Array): void => {
          postedArrays.add(message);
          posted.push([...message]);
        },
      };
    },
  );
  vi.stubGlobal('registerProcessor', (name: string, processorClass: new () => Processor) => {
    expect(name).toBe('call-audio');
    CallAudio = processorClass;
  });
  await import('./call-audio.worklet');
});

beforeEach(() => {
  posted.length = 0;
  postedArrays.clear();
  vi.stubGlobal('sampleRate', SAMPLE_RATE);
  processor = new CallAudio();
});

function tone(amplitude: number): Float32Array {
  return new Float32Array(QUANTUM).fill(amplitude);
}

function stereo(): Float32Array[] {
  return [tone(0), tone(0)];
}

it('plays mono on both sides within the same quantum', () => {
  const output = stereo();
  processor.process([[tone(0.1)], [tone(0.7)]], [output]);
  expect(output).toEqual([tone(0.7), tone(0.7)]);
});

it('keeps left and right apart', () => {
  const output = stereo();
  processor.process([[], [tone(0.2), tone(0.4)]], [output]);
  expect(output).toEqual([tone(0.2), tone(0.4)]);
});

it('never plays the microphone', () => {
  const output = stereo();
  processor.process([[tone(0.9)], []], [output]);
  expect(output).toEqual(stereo());
});

it('posts thirty levels a second, those of the microphone before those of the echo', () => {
  for (let quantum = 0; quantum < QUANTA_PER_SECOND * 2; quantum += 1) {
    processor.process([[tone(0.5)], [tone(0.25)]], [stereo()]);
  }
  expect(posted).toHaveLength(60);
  expect(posted.at(-1)).toEqual([0.5, 0.5, 0.25, 0.25]);
});

it('stays alive and reports silence while nothing is plugged in', () => {
  let alive = true;
  for (let quantum = 0; quantum < QUANTA_PER_SECOND; quantum += 1) {
    alive &&= processor.process([[], []], [stereo()]);
  }
  expect(alive).toBe(true);
  expect(posted).toHaveLength(30);
  expect(posted.at(-1)).toEqual([0, 0, 0, 0]);
});

it('posts the same array each time, which posting copies', () => {
  for (let quantum = 0; quantum < QUANTA_PER_SECOND; quantum += 1) {
    processor.process([[tone(0.5)], [tone(0.25)]], [stereo()]);
  }
  expect(postedArrays.size).toBe(1);
});

it('allocates nothing while it runs', () => {
  const inputs = [[tone(0.5)], [tone(0.25)]];
  const outputs = [stereo()];
  const run = (quanta: number): void => {
    for (let quantum = 0; quantum < quanta; quantum += 1) {
      processor.process(inputs, outputs);
    }
  };
  processor.port.postMessage = () => undefined;
  // Until the compiler has taken over, the interpreter boxes every number it touches.
  run(50_000);
  const before = process.memoryUsage().heapUsed;
  run(50_000);
  const bytesPerQuantum = (process.memoryUsage().heapUsed - before) / 50_000;
  // The smallest object takes 12 bytes; one per quantum would show.
  expect(bytesPerQuantum).toBeLessThan(8);
});
