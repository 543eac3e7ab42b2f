/** Carries ICE candidates to the server as the browser finds them, several to a request where they queue up. */

import { type FragmentFrame, writeFragment } from '../whip/sdp-fragment';
import { WhipError } from '../whip/whip-error';

export type SendFragment = (fragment: string) => Promise<void>;

export class CandidateTrickle {
  readonly #frame: FragmentFrame;
  readonly #send: SendFragment;
  #waiting: string[] = [];
  #gatheringEnded = false;
  #endTold = false;
  #sending = false;
  #stopped = false;

  constructor(frame: FragmentFrame, send: SendFragment) {
    this.#frame = frame;
    this.#send = send;
  }

  /** `candidate` as `icecandidate` hands it out: the empty string ends a generation, null ends gathering. */
  add(candidate: string | null): void {
    if (candidate === null || candidate === '') {
      // Browsers say it twice, once in each form; it is sent once.
      this.#gatheringEnded = true;
    } else {
      this.#waiting.push(candidate);
    }
    // Not awaited: `flush` never rejects, and candidates that come meanwhile join the next request.
    void this.#flush();
  }

  /** Drops what is waiting: the call is over, or a restart has begun another generation. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
  }

  async #flush(): Promise<void> {
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    while (!this.#stopped && (this.#waiting.length > 0 || this.#gatheringEnded !== this.#endTold)) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#endTold = this.#gatheringEnded;
      await this.#sendOrForget(writeFragment(this.#frame, batch, this.#endTold));
    }
    this.#sending = false;
  }

  /**
   * Never fails the call: the server also learns our address from our connectivity checks.
   * A lost batch is let go, and a server that does not take candidates is not asked again.
   */
  async #sendOrForget(fragment: string): Promise<void> {
    try {
      await this.#send(fragment);
    } catch (error) {
      if (error instanceof WhipError && error.reason === 'unsupported') {
        this.stop();
      }
    }
  }
}
