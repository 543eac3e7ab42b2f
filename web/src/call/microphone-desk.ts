/** Holds the microphone of a call: opened once, swapped when the person chooses otherwise, let go at the end. */

import { explain } from './explain';
import type { CallFailure } from './failure';
import { callFailure } from './failure';
import type { Microphone, MicrophoneChoice } from './microphone';

export type OpenMicrophone = (choice: MicrophoneChoice, onLost: () => void) => Promise<Microphone>;

export interface DeskEvents {
  /** Another microphone is open, while the one before it still is. */
  replaced(stream: MediaStream): Promise<void>;
  /** There is none any more, or the one that was asked for could not be opened. */
  failed(failure: CallFailure): void;
}

export class MicrophoneDesk {
  readonly #open: OpenMicrophone;
  readonly #choice: () => MicrophoneChoice;
  readonly #events: DeskEvents;
  #current: Microphone | null = null;
  /** Openings queue up here: each must find the one before it done. */
  #work: Promise<void> = Promise.resolve();
  #streaming = false;
  #closed = false;

  constructor(open: OpenMicrophone, choice: () => MicrophoneChoice, events: DeskEvents) {
    this.#open = open;
    this.#choice = choice;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#current !== null;
  }

  /** The first opening; null when closed meanwhile. */
  async take(): Promise<MediaStream | null> {
    const microphone = await this.#take(this.#choice());
    return microphone?.stream ?? null;
  }

  /** Opens what the person has chosen by now. Browsers do not change an open device reliably. */
  renew(choice: MicrophoneChoice = this.#choice()): void {
    this.#work = this.#work.then(() => this.#swap(choice));
  }

  setStreaming(streaming: boolean): void {
    this.#streaming = streaming;
    this.#current?.setOpen(streaming);
  }

  close(): void {
    this.#closed = true;
    this.#current?.release();
    this.#current = null;
  }

  async #swap(choice: MicrophoneChoice): Promise<void> {
    if (this.#closed) {
      return;
    }
    const previous = this.#current;
    try {
      const microphone = await this.#take(choice);
      if (microphone !== null) {
        await this.#events.replaced(microphone.stream);
        previous?.release();
      }
    } catch (error) {
      this.#events.failed(explain(error));
    }
  }

  /** The person may answer the browser's question after hanging up: the device must not stay open then. */
  async #take(choice: MicrophoneChoice): Promise<Microphone | null> {
    const microphone: Microphone = await this.#open(choice, () => this.#lost(microphone));
    microphone.setOpen(this.#streaming);
    if (this.#closed) {
      microphone.release();
      return null;
    }
    this.#current = microphone;
    return microphone;
  }

  /** Unplugged: whatever the system has instead goes on with the call. */
  #lost(microphone: Microphone): void {
    if (this.#current !== microphone || this.#closed) {
      return;
    }
    this.#current = null;
    this.#work = this.#work.then(() => this.#replaceLost());
  }

  async #replaceLost(): Promise<void> {
    if (this.#current !== null || this.#closed) {
      return;
    }
    try {
      const microphone = await this.#take({ ...this.#choice(), microphoneId: '' });
      if (microphone !== null) {
        await this.#events.replaced(microphone.stream);
      }
    } catch {
      this.#events.failed(callFailure('microphone-lost'));
    }
  }
}
