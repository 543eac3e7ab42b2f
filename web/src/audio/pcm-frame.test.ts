import { expect, it } from 'vitest';
import { readPcmFrame } from './pcm-frame';

it('takes the figure behind the samples off', () => {
  expect(readPcmFrame(Int16Array.of(1, -2, 3, 60))).toEqual({
    pcm: Int16Array.of(1, -2, 3),
    waitingMs: 60,
  });
});
