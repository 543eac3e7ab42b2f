import { expect, it } from 'vitest';
import { PcmRing } from './pcm-ring';

const HALF = 16_384;

function read(ring: PcmRing, length: number): number[] {
  const output = new Float32Array(length).fill(9);
  ring.readInto(output);
  return [...output];
}

function pcm(...values: number[]): Int16Array {
  return Int16Array.from(values, (value) => value * HALF);
}

it('plays what has arrived, in order, once enough of it is there', () => {
  const ring = new PcmRing({ capacity: 8, start: 3 });
  ring.write(pcm(1, -1));
  expect(read(ring, 2)).toEqual([0, 0]);
  ring.write(pcm(1));
  expect(read(ring, 3)).toEqual([0.5, -0.5, 0.5]);
});

it('is silent when it runs dry, and gathers anew before it goes on', () => {
  const ring = new PcmRing({ capacity: 8, start: 2 });
  ring.write(pcm(1, 1));
  expect(read(ring, 4)).toEqual([0.5, 0.5, 0, 0]);
  ring.write(pcm(1));
  expect(read(ring, 1)).toEqual([0]);
  ring.write(pcm(1));
  expect(read(ring, 2)).toEqual([0.5, 0.5]);
});

it('drops the oldest when there is too much, and counts it', () => {
  const ring = new PcmRing({ capacity: 3, start: 1 });
  ring.write(pcm(1, 1, 1));
  ring.write(pcm(-1, -1));
  expect(ring.dropped).toBe(2);
  expect(ring.waiting).toBe(3);
  expect(read(ring, 3)).toEqual([0.5, -0.5, -0.5]);
});

it('forgets what waits when the other side was interrupted', () => {
  const ring = new PcmRing({ capacity: 4, start: 1 });
  ring.write(pcm(1, 1));
  ring.clear();
  expect(ring.waiting).toBe(0);
  expect(read(ring, 2)).toEqual([0, 0]);
});
