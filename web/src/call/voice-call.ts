/** One call from the click to the goodbye: microphone, sound and link, opened together, ended together. */

import type { LevelFrame } from '../audio/level-frame';
import type { AudioEvents } from '../utils/audioProcessor';
import type { ConnectionEvent } from './connection';
import type { PathLoss } from './connection-watch';
import { explain } from './explain';
import { type CallFailure, callFailure } from './failure';
import { type LinkQuality, QualityReader } from './link-quality';
import type { AudioProcessing, Microphone } from './microphone';
import type { Farewell, LinkEvents } from './peer-link';

const QUALITY_INTERVAL_MS = 1_000;

export interface CallSettings extends AudioProcessing {
  /** 0 to 1. */
  readonly volume: number;
}

/** The settings as they are and as they become; a Zustand store is one. */
export interface SettingsSource {
  getState(): CallSettings;
  subscribe(listener: (now: CallSettings, before: CallSettings) => void): () => void;
}

export interface CallAudio {
  start(): Promise<void>;
  setMicrophone(stream: MediaStream): void;
  setServerStream(stream: MediaStream): void;
  setVolume(volume: number): void;
  close(): Promise<void>;
}

export interface CallLink {
  open(microphone: MediaStream): Promise<string | null>;
  replaceMicrophone(microphone: MediaStream): Promise<void>;
  stats(): Promise<RTCStatsReport>;
  close(farewell: Farewell): Promise<void>;
}

export interface CallParts {
  readonly settings: SettingsSource;
  openAudio(events: AudioEvents, volume: number): CallAudio;
  openMicrophone(processing: AudioProcessing, onLost: () => void): Promise<Microphone>;
  openLink(events: LinkEvents): CallLink;
  /** Both publish null when the call is over. */
  publishLevels(frame: LevelFrame | null): void;
  publishQuality(quality: LinkQuality | null): void;
}

export type Report = (event: ConnectionEvent) => void;

export class VoiceCall {
  readonly #parts: CallParts;
  readonly #report: Report;
  readonly #audio: CallAudio;
  readonly #link: CallLink;
  readonly #quality = new QualityReader();
  readonly #forgetSettings: () => void;
  #microphone: Microphone | null = null;
  /** Openings of the microphone queue up here: each must find the one before it done. */
  #microphoneWork: Promise<void>;
  #qualityTimer: ReturnType<typeof setInterval> | undefined;
  #streaming = false;
  #over = false;

  constructor(parts: CallParts, report: Report) {
    this.#parts = parts;
    this.#report = report;
    // Here and not after an `await`: the click that began the call is what lets audio start.
    this.#audio = parts.openAudio(
      {
        // The audio thread may have a message under way when the call ends.
        levels: (frame) => {
          if (!this.#over) {
            parts.publishLevels(frame);
          }
        },
        broken: () => this.#fail(callFailure('audio-failed')),
      },
      parts.settings.getState().volume,
    );
    this.#link = parts.openLink({
      remoteStream: (stream) => this.#audio.setServerStream(stream),
      connected: () => this.#connected(),
      interrupted: () => report({ type: 'media-interrupted' }),
      lost: (why: PathLoss) => this.#fail(callFailure(why)),
    });
    this.#forgetSettings = parts.settings.subscribe((now, before) => this.#apply(now, before));
    this.#microphoneWork = this.#establish();
  }

  setStreaming(streaming: boolean): void {
    this.#streaming = streaming;
    this.#microphone?.setOpen(streaming);
  }

  async hangUp(farewell: Farewell = 'polite'): Promise<void> {
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#forgetSettings();
    clearInterval(this.#qualityTimer);
    this.#parts.publishLevels(null);
    this.#parts.publishQuality(null);
    this.#microphone?.release();
    await Promise.all([this.#link.close(farewell), this.#audio.close()]);
  }

  async #establish(): Promise<void> {
    try {
      const [microphone] = await Promise.all([this.#takeMicrophone(), this.#audio.start()]);
      if (this.#over) {
        return;
      }
      this.#audio.setMicrophone(microphone.stream);
      this.#report({ type: 'microphone-opened' });
      const sessionId = await this.#link.open(microphone.stream);
      if (sessionId !== null && !this.#over) {
        this.#report({ type: 'session-created', sessionId });
      }
    } catch (error) {
      this.#fail(explain(error));
    }
  }

  /** The person may answer the browser's question after hanging up: the device must not stay open then. */
  async #takeMicrophone(): Promise<Microphone> {
    const microphone = await this.#parts.openMicrophone(this.#parts.settings.getState(), () =>
      this.#fail(callFailure('microphone-lost')),
    );
    microphone.setOpen(this.#streaming);
    if (this.#over) {
      microphone.release();
    } else {
      this.#microphone = microphone;
    }
    return microphone;
  }

  #connected(): void {
    this.#report({ type: 'media-connected', at: Date.now() });
    clearInterval(this.#qualityTimer);
    this.#qualityTimer = setInterval(() => void this.#measure(), QUALITY_INTERVAL_MS);
  }

  async #measure(): Promise<void> {
    try {
      const report = await this.#link.stats();
      if (!this.#over) {
        this.#parts.publishQuality(this.#quality.read(report));
      }
    } catch {
      // Figures are a courtesy: a call without them is still a call.
    }
  }

  #apply(now: CallSettings, before: CallSettings): void {
    if (now.volume !== before.volume) {
      this.#audio.setVolume(now.volume);
    }
    if (!sameProcessing(now, before)) {
      this.#microphoneWork = this.#microphoneWork.then(() => this.#swapMicrophone());
    }
  }

  /** Browsers do not change processing on an open device reliably; opening it anew always works. */
  async #swapMicrophone(): Promise<void> {
    if (this.#over) {
      return;
    }
    const previous = this.#microphone;
    try {
      const { stream } = await this.#takeMicrophone();
      if (!this.#over) {
        await this.#link.replaceMicrophone(stream);
        this.#audio.setMicrophone(stream);
        previous?.release();
      }
    } catch (error) {
      this.#fail(explain(error));
    }
  }

  #fail(failure: CallFailure): void {
    if (this.#over) {
      return;
    }
    this.#report({ type: 'failed', failure });
    // Nobody waits for the goodbye of a failed call, and it never rejects.
    void this.hangUp();
  }
}

function sameProcessing(one: AudioProcessing, other: AudioProcessing): boolean {
  return (
    one.echoCancellation === other.echoCancellation &&
    one.noiseSuppression === other.noiseSuppression &&
    one.autoGainControl === other.autoGainControl
  );
}
