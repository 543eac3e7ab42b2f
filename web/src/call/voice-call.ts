/** One call from the click to the goodbye: microphone, sound and line, opened together, ended together. */

import type { LevelFrame } from '../audio/level-frame';
import type { AudioEvents } from '../utils/audioProcessor';
import type { ConnectionEvent } from './connection';
import { explain } from './explain';
import { type CallFailure, callFailure } from './failure';
import { type Farewell, LineKeeper, type LineParts } from './line-keeper';
import type { LinkQuality } from './link-quality';
import { MicrophoneDesk, type OpenMicrophone } from './microphone-desk';
import type { Settings } from './settings';

const QUALITY_INTERVAL_MS = 1_000;

/** The settings as they are and as they become; a Zustand store is one. */
export interface SettingsSource {
  getState(): Settings;
  subscribe(listener: (now: Settings, before: Settings) => void): () => void;
}

export interface CallAudio {
  start(): Promise<void>;
  /** Must run inside a click: lets the sound out that the browser held back. */
  unblock(): void;
  setMicrophone(stream: MediaStream): void;
  setServerStream(stream: MediaStream): void;
  setVolume(volume: number): void;
  setSpeaker(id: string): void;
  close(): Promise<void>;
}

export interface CallParts extends LineParts {
  readonly settings: SettingsSource;
  readonly openMicrophone: OpenMicrophone;
  openAudio(events: AudioEvents, settings: Settings): CallAudio;
  /** Both publish null when the call is over. */
  publishLevels(frame: LevelFrame | null): void;
  publishQuality(quality: LinkQuality | null): void;
  /** The call is over, however it ended. */
  over(): void;
}

export type Report = (event: ConnectionEvent) => void;

export type Manner = 'talking' | 'listening';

export class VoiceCall {
  readonly #parts: CallParts;
  readonly #report: Report;
  readonly #audio: CallAudio;
  readonly #line: LineKeeper;
  readonly #desk: MicrophoneDesk;
  readonly #forgetSettings: () => void;
  #qualityTimer: ReturnType<typeof setInterval> | undefined;
  #over = false;

  constructor(parts: CallParts, report: Report, manner: Manner = 'talking') {
    this.#parts = parts;
    this.#report = report;
    const { settings } = parts;
    // Here and not after an `await`: the click that began the call is what lets audio start.
    this.#audio = parts.openAudio(this.#audioEvents(), settings.getState());
    this.#line = this.#createLine();
    this.#desk = new MicrophoneDesk(parts.openMicrophone, () => settings.getState(), {
      replaced: (stream) => this.#takeMicrophone(stream),
      failed: (failure) =>
        report({ type: 'microphone-trouble', failure, stillTalking: this.#desk.isOpen }),
    });
    this.#forgetSettings = settings.subscribe((now, before) => this.#apply(now, before));
    // `establish` never rejects.
    void this.#establish(manner);
  }

  setStreaming(streaming: boolean): void {
    this.#desk.setStreaming(streaming);
  }

  /** Opens the microphone in a call that had none. */
  takeMicrophone(): void {
    this.#desk.renew();
  }

  unblockSound(): void {
    this.#audio.unblock();
  }

  redialNow(): void {
    this.#line.redialNow();
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
    this.#parts.over();
    this.#desk.close();
    await Promise.all([this.#line.close(farewell), this.#audio.close()]);
  }

  #audioEvents(): AudioEvents {
    return {
      // The audio thread may have a message under way when the call ends.
      levels: (frame) => {
        if (!this.#over) {
          this.#parts.publishLevels(frame);
        }
      },
      blocked: (blocked) => this.#report({ type: 'sound-blocked', blocked }),
      broken: () => this.#fail(callFailure('audio-failed')),
    };
  }

  #createLine(): LineKeeper {
    return new LineKeeper(this.#parts, {
      remoteStream: (stream) => this.#audio.setServerStream(stream),
      sessionCreated: (sessionId, transport) =>
        this.#report({ type: 'session-created', sessionId, transport }),
      connected: () => this.#connected(),
      interrupted: () => this.#report({ type: 'media-interrupted' }),
      redialing: (lost, attempt, at) => this.#report({ type: 'line-lost', lost, attempt, at }),
      lost: (failure) => this.#fail(failure),
      ended: () => this.#end({ type: 'ended' }),
    });
  }

  async #establish(manner: Manner): Promise<void> {
    try {
      const [microphone] = await Promise.all([
        manner === 'talking' ? this.#desk.take() : null,
        this.#audio.start(),
      ]);
      if (this.#over) {
        return;
      }
      if (microphone !== null) {
        this.#audio.setMicrophone(microphone);
      }
      this.#report({ type: microphone === null ? 'listening' : 'microphone-opened' });
      await this.#line.open(microphone);
    } catch (error) {
      this.#fail(explain(error));
    }
  }

  async #takeMicrophone(stream: MediaStream): Promise<void> {
    await this.#line.replaceMicrophone(stream);
    this.#audio.setMicrophone(stream);
    this.#report({ type: 'microphone-opened' });
  }

  #connected(): void {
    this.#report({ type: 'media-connected', at: Date.now() });
    clearInterval(this.#qualityTimer);
    this.#qualityTimer = setInterval(() => void this.#measure(), QUALITY_INTERVAL_MS);
  }

  async #measure(): Promise<void> {
    try {
      const reading = await this.#line.quality();
      if (!this.#over && reading !== null) {
        this.#parts.publishQuality(reading);
      }
    } catch {
      // Figures are a courtesy: a call without them is still a call.
    }
  }

  #apply(now: Settings, before: Settings): void {
    if (now.volume !== before.volume) {
      this.#audio.setVolume(now.volume);
    }
    if (now.speakerId !== before.speakerId) {
      this.#audio.setSpeaker(now.speakerId);
    }
    if (this.#desk.isOpen && microphoneChanged(now, before)) {
      this.#desk.renew();
    }
  }

  #fail(failure: CallFailure): void {
    this.#end({ type: 'failed', failure });
  }

  #end(event: ConnectionEvent): void {
    if (this.#over) {
      return;
    }
    this.#report(event);
    // Nobody waits for the goodbye of a call that is over, and it never rejects.
    void this.hangUp();
  }
}

const OF_MICROPHONE = [
  'microphoneId',
  'echoCancellation',
  'noiseSuppression',
  'autoGainControl',
] as const;

function microphoneChanged(now: Settings, before: Settings): boolean {
  return OF_MICROPHONE.some((name) => now[name] !== before[name]);
}
