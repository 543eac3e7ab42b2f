/** What the audio thread and the page tell each other in a call over WebSocket. */

/** To the audio thread: sound to play, or the wish to forget what waits. */
export type BridgeCommand = Int16Array | 'clear';

/** From it, with each 20 ms of the microphone. */
export interface PcmFrame {
  readonly pcm: Int16Array<ArrayBuffer>;
  /** How much waits to be played. */
  readonly waitingMs: number;
}

/** One array, because the audio thread must not make objects: the figure stands behind the samples. */
export function readPcmFrame(message: Int16Array<ArrayBuffer>): PcmFrame {
  return { pcm: message.subarray(0, -1), waitingMs: message.at(-1) ?? 0 };
}
