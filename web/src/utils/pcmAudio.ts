/**
 * Sound for a call over WebSocket, in a context of its own:
 *
 *     microphone ─► worklet ─► stream, as one from a peer connection
 *                    │   ▲
 *       20 ms frames ▼   │ what arrives
 */

import workletUrl from '../audio/pcm-bridge.worklet.ts?worker&url';
import { type BridgeCommand, type PcmFrame, readPcmFrame } from '../audio/pcm-frame';
import { CallError, callFailure } from '../call/failure';

/** The most that servers take; devices that run faster are brought down to it. */
const MAX_RATE_HZ = 48_000;

export class PcmAudio {
  readonly #context: AudioContext;
  readonly #onFrame: (frame: PcmFrame) => void;
  readonly #output: MediaStreamAudioDestinationNode;
  #worklet: AudioWorkletNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;

  constructor(onFrame: (frame: PcmFrame) => void) {
    this.#onFrame = onFrame;
    this.#context = createContext();
    this.#output = new MediaStreamAudioDestinationNode(this.#context, { channelCount: 1 });
  }

  get rate(): number {
    return this.#context.sampleRate;
  }

  /** What the other side says. */
  get stream(): MediaStream {
    return this.#output.stream;
  }

  async start(): Promise<void> {
    try {
      await this.#context.audioWorklet.addModule(workletUrl);
      this.#worklet = new AudioWorkletNode(this.#context, 'pcm-bridge', {
        numberOfInputs: 1,
        numberOfOutputs: 1,
        outputChannelCount: [1],
      });
    } catch (cause) {
      throw new CallError(callFailure('audio-failed'), { cause });
    }
    this.#worklet.port.onmessage = ({ data }: MessageEvent<Int16Array<ArrayBuffer>>) => {
      this.#onFrame(readPcmFrame(data));
    };
    this.#worklet.connect(this.#output);
    // Without a sound device this stays pending for ever: nothing waits for it.
    this.#context.resume().catch(() => undefined);
  }

  /** Null to listen only. */
  setMicrophone(stream: MediaStream | null): void {
    this.#source?.disconnect();
    this.#source = null;
    if (stream !== null && this.#worklet !== null) {
      this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream });
      this.#source.connect(this.#worklet);
    }
  }

  play(pcm: Int16Array): void {
    this.#tell(pcm);
  }

  /** Forgets what waits to be played. */
  clear(): void {
    this.#tell('clear');
  }

  async close(): Promise<void> {
    if (this.#context.state !== 'closed') {
      this.#worklet?.port.close();
      await this.#context.close();
    }
  }

  #tell(command: BridgeCommand): void {
    this.#worklet?.port.postMessage(command);
  }
}

function createContext(): AudioContext {
  const context = new AudioContext({ latencyHint: 'interactive' });
  if (context.sampleRate <= MAX_RATE_HZ) {
    return context;
  }
  // Not awaited: it has made no sound yet.
  context.close().catch(() => undefined);
  return new AudioContext({ latencyHint: 'interactive', sampleRate: MAX_RATE_HZ });
}
