/**
 * The Web Audio graph of one call:
 *
 *     microphone ─► 0 ┌─────────┐
 *                     │ worklet │─► volume ─► loudspeaker
 *     server ─────► 1 └─────────┘
 *                          └ levels, 30 a second
 */

import workletUrl from '../audio/call-audio.worklet.ts?worker&url';
import { type LevelFrame, readLevelFrame } from '../audio/level-frame';
import { CallError, callFailure } from '../call/failure';

const MICROPHONE_INPUT = 0;
const SERVER_INPUT = 1;
/** Long enough that moving the slider does not crackle, short enough to follow the finger. */
const VOLUME_GLIDE_SECONDS = 0.02;
/** A context that is allowed to start does so in a fraction of this. */
const BLOCKED_AFTER_MS = 1_500;

export interface SoundSettings {
  /** 0 to 1. */
  readonly volume: number;
  /** Empty for the one the system prefers. */
  readonly speakerId: string;
}

export interface AudioEvents {
  levels(frame: LevelFrame): void;
  /** True while the browser holds the sound back until the person touches the page. */
  blocked(blocked: boolean): void;
  /** The audio thread has given up; nothing can be heard any more. */
  broken(cause: unknown): void;
}

export class AudioProcessor {
  readonly #events: AudioEvents;
  readonly #context: AudioContext;
  readonly #volume: GainNode;
  readonly #sources = new Map<number, MediaStreamAudioSourceNode>();
  /** Chromium keeps a remote stream silent in Web Audio unless an element plays it as well. */
  readonly #element = document.createElement('audio');
  #worklet: AudioWorkletNode | null = null;
  #blocked = false;
  #blockTimer: ReturnType<typeof setTimeout> | undefined;

  /** Must run inside a click: browsers hold audio back otherwise. */
  constructor(events: AudioEvents, { volume, speakerId }: SoundSettings) {
    this.#events = events;
    this.#context = new AudioContext({ latencyHint: 'interactive' });
    this.#volume = new GainNode(this.#context, { gain: gainOf(volume) });
    this.#volume.connect(this.#context.destination);
    this.#element.muted = true;
    this.setSpeaker(speakerId);
    this.#wake();
    // The system suspends audio for a phone call or a change of device, and does not wake it again.
    this.#context.addEventListener('statechange', () => this.#wake());
  }

  async start(): Promise<void> {
    try {
      await this.#context.audioWorklet.addModule(workletUrl);
      this.#worklet = this.#createWorklet();
    } catch (cause) {
      throw new CallError(callFailure(wasNotFetched(cause) ? 'unreachable' : 'audio-failed'), {
        cause,
      });
    }
  }

  setMicrophone(stream: MediaStream): void {
    this.#plug(MICROPHONE_INPUT, stream);
  }

  setServerStream(stream: MediaStream): void {
    this.#element.srcObject = stream;
    // A muted element may always play; it is only refused when the call ends at the same moment.
    this.#element.play().catch(() => undefined);
    this.#plug(SERVER_INPUT, stream);
  }

  /** From 0 to 1, as the slider stands. */
  setVolume(volume: number): void {
    const { gain } = this.#volume;
    gain.setTargetAtTime(gainOf(volume), this.#context.currentTime, VOLUME_GLIDE_SECONDS);
  }

  /** Where browsers can choose one; a device that is gone leaves the sound where it is. */
  setSpeaker(id: string): void {
    if (canChooseSpeaker(this.#context) && this.#context.sinkId !== id) {
      this.#context.setSinkId(id).catch(() => undefined);
    }
  }

  /** Must run inside a click. */
  unblock(): void {
    this.#wake();
  }

  async close(): Promise<void> {
    clearTimeout(this.#blockTimer);
    if (this.#context.state === 'closed') {
      return;
    }
    this.#element.srcObject = null;
    this.#worklet?.port.close();
    await this.#context.close();
  }

  #createWorklet(): AudioWorkletNode {
    const worklet = new AudioWorkletNode(this.#context, 'call-audio', {
      numberOfInputs: 2,
      numberOfOutputs: 1,
      outputChannelCount: [2],
    });
    worklet.port.onmessage = (event: MessageEvent<Float32Array>) => {
      this.#events.levels(readLevelFrame(event.data));
    };
    worklet.addEventListener('processorerror', (event) => this.#events.broken(event));
    worklet.connect(this.#volume);
    return worklet;
  }

  #plug(input: number, stream: MediaStream): void {
    if (this.#worklet === null || this.#context.state === 'closed') {
      return;
    }
    this.#sources.get(input)?.disconnect();
    const source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream });
    source.connect(this.#worklet, 0, input);
    this.#sources.set(input, source);
  }

  #wake(): void {
    clearTimeout(this.#blockTimer);
    if (this.#context.state === 'running') {
      this.#setBlocked(false);
    } else if (this.#context.state !== 'closed') {
      // Without a sound device this stays pending for ever: nothing waits for it.
      this.#context.resume().catch(() => undefined);
      this.#blockTimer = setTimeout(() => {
        this.#setBlocked(this.#context.state !== 'running');
      }, BLOCKED_AFTER_MS);
    }
  }

  #setBlocked(blocked: boolean): void {
    if (this.#blocked !== blocked) {
      this.#blocked = blocked;
      this.#events.blocked(blocked);
    }
  }
}

/** Not in Firefox and Safari: there the system decides. */
interface SpeakerChoice {
  readonly sinkId: string;
  setSinkId(id: string): Promise<void>;
}

function canChooseSpeaker(context: AudioContext): context is AudioContext & SpeakerChoice {
  return 'setSinkId' in context;
}

/** The worklet is fetched with the first call: what fails then is the network, not the sound. */
function wasNotFetched(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}

/** The ear hears in ratios: a squared slider feels even over its whole way. */
function gainOf(volume: number): number {
  return volume * volume;
}
