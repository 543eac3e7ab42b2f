/** The message the worklet posts about thirty times a second: how loud it was since the one before. */

export interface Level {
  /** Root mean square, 0 to 1 of full scale. */
  readonly rms: number;
  readonly peak: number;
}

export interface LevelFrame {
  readonly microphone: Level;
  readonly echo: Level;
}

export type LevelChannel = keyof LevelFrame;

export const SILENCE: Level = { rms: 0, peak: 0 };

/** Where each figure stands in the posted `Float32Array`. */
export const MICROPHONE_OFFSET = 0;
export const ECHO_OFFSET = 2;
export const LEVEL_FRAME_LENGTH = 4;

export function readLevelFrame(message: Float32Array): LevelFrame {
  return { microphone: levelAt(message, MICROPHONE_OFFSET), echo: levelAt(message, ECHO_OFFSET) };
}

function levelAt(message: Float32Array, offset: number): Level {
  return { rms: message[offset] ?? 0, peak: message[offset + 1] ?? 0 };
}
