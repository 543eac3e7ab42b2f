import { expect, it } from 'vitest';
import { ECHO_OFFSET, LEVEL_FRAME_LENGTH, MICROPHONE_OFFSET, readLevelFrame } from './level-frame';

it('reads back what was written at each offset', () => {
  const message = new Float32Array(LEVEL_FRAME_LENGTH);
  message.set([0.25, 0.5], MICROPHONE_OFFSET);
  message.set([0.125, 1], ECHO_OFFSET);
  expect(readLevelFrame(message)).toEqual({
    microphone: { rms: 0.25, peak: 0.5 },
    echo: { rms: 0.125, peak: 1 },
  });
});

it('takes a message that is too short for silence', () => {
  expect(readLevelFrame(new Float32Array(0)).echo).toEqual({ rms: 0, peak: 0 });
});
