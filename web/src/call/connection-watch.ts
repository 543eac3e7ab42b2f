/** Watches the path of a call: says when audio flows, when it stops, and when it will not come back. */

import { WhipError } from '../whip/whip-error';

/** ICE needs a second or two on a good network, and gives up by itself after about 15 s. */
export const JOIN_TIMEOUT_MS = 15_000;
/** `disconnected` often heals by itself; a restart before that only adds packets. */
export const RESTART_AFTER_MS = 2_000;
/** How long an interrupted call may stay silent before it counts as lost. */
export const RESTORE_TIMEOUT_MS = 12_000;

/** `forgotten`: the server is there and does not know the session any more. */
export type PathLoss = 'media-blocked' | 'connection-lost' | 'forgotten' | 'ended-by-server';

export interface PathEvents {
  connected(): void;
  interrupted(): void;
  lost(why: PathLoss, cause?: unknown): void;
}

export class ConnectionWatch {
  readonly #events: PathEvents;
  readonly #restart: () => Promise<void>;
  #state: 'waiting' | 'up' | 'down' | 'over' = 'waiting';
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;

  /** `restart` renews ICE; the watch calls it once for each interruption. */
  constructor(events: PathEvents, restart: () => Promise<void>) {
    this.#events = events;
    this.#restart = restart;
    this.#deadline = setTimeout(() => this.#lose('media-blocked'), JOIN_TIMEOUT_MS);
  }

  changed(state: RTCPeerConnectionState): void {
    switch (state) {
      case 'connected':
        this.#up();
        break;
      case 'disconnected':
        this.#down(RESTART_AFTER_MS);
        break;
      case 'failed':
        this.#failed();
        break;
    }
  }

  /** The far end said goodbye: nothing to restore. */
  endedByServer(): void {
    this.#lose('ended-by-server');
  }

  stop(): void {
    this.#state = 'over';
    this.#clearTimers();
  }

  #up(): void {
    if (this.#state === 'over' || this.#state === 'up') {
      return;
    }
    this.#state = 'up';
    this.#clearTimers();
    this.#events.connected();
  }

  #down(restartAfterMs: number): void {
    if (this.#state !== 'up') {
      return;
    }
    this.#state = 'down';
    this.#events.interrupted();
    this.#deadline = setTimeout(() => this.#lose('connection-lost'), RESTORE_TIMEOUT_MS);
    this.#scheduleRestart(restartAfterMs);
  }

  #failed(): void {
    if (this.#state === 'waiting') {
      this.#lose('media-blocked');
    } else if (this.#state === 'down') {
      this.#scheduleRestart(0);
    } else {
      this.#down(0);
    }
  }

  #scheduleRestart(afterMs: number): void {
    clearTimeout(this.#restartTimer);
    // `tryRestart` never rejects.
    this.#restartTimer = setTimeout(() => void this.#tryRestart(), afterMs);
  }

  async #tryRestart(): Promise<void> {
    try {
      await this.#restart();
    } catch (error) {
      // Any other refusal leaves the deadline to decide: the old path may still come back.
      if (error instanceof WhipError && error.reason === 'gone') {
        this.#lose('forgotten', error);
      }
    }
  }

  #lose(why: PathLoss, cause?: unknown): void {
    if (this.#state === 'over') {
      return;
    }
    this.stop();
    this.#events.lost(why, cause);
  }

  #clearTimers(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#restartTimer);
  }
}
