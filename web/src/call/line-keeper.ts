/** Keeps a call on the line: dials, and once the call has stood, dials again with patience when it is lost. */

import type { PathEvents, PathLoss } from './connection-watch';
import { explain } from './explain';
import { type CallFailure, callFailure } from './failure';
import type { LinkQuality } from './link-quality';
import { mayPass, redialDelay } from './redial';

export interface LinkEvents extends PathEvents {
  remoteStream(stream: MediaStream): void;
}

/** `page-closing` cannot wait: the goodbye is sent off and the page is gone. */
export type Farewell = 'polite' | 'page-closing';

export type Transport = 'webrtc' | 'websocket';

/** One session, by whichever transport. */
export interface CallLink {
  readonly transport: Transport;
  /** Resolves to the session's id once it stands; null when closed meanwhile. Null to listen only. */
  open(microphone: MediaStream | null): Promise<string | null>;
  replaceMicrophone(microphone: MediaStream | null): Promise<void>;
  quality(): Promise<LinkQuality>;
  close(farewell: Farewell): Promise<void>;
}

export interface LineParts {
  openLink(events: LinkEvents): CallLink;
  /** Nothing gets through this way: whether the next link will try another. */
  fallBack(): boolean;
  /** Whether new calls are taken: a server that ends a call and takes others meant this one. */
  serverTakesCalls(): Promise<boolean>;
  /** From 0 to 1. */
  random(): number;
}

export interface LineEvents {
  remoteStream(stream: MediaStream): void;
  sessionCreated(sessionId: string, transport: Transport): void;
  connected(): void;
  interrupted(): void;
  redialing(lost: CallFailure, attempt: number, at: number): void;
  /** Nothing more will be tried. */
  lost(failure: CallFailure): void;
  /** The other side has hung up. */
  ended(): void;
}

export class LineKeeper {
  readonly #parts: LineParts;
  readonly #events: LineEvents;
  #link: CallLink | null = null;
  #microphone: MediaStream | null = null;
  #stood = false;
  #wentAnotherWay = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(parts: LineParts, events: LineEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  /** The first attempt is the caller's: what goes wrong in it is thrown. */
  async open(microphone: MediaStream | null): Promise<void> {
    this.#microphone = microphone;
    await this.#dial();
  }

  async replaceMicrophone(microphone: MediaStream | null): Promise<void> {
    this.#microphone = microphone;
    await this.#link?.replaceMicrophone(microphone);
  }

  /** Does not wait any longer for the next attempt. */
  redialNow(): void {
    if (this.#timer !== undefined) {
      this.#clearTimer();
      // `redial` never rejects.
      void this.#redial();
    }
  }

  async quality(): Promise<LinkQuality | null> {
    return (await this.#link?.quality()) ?? null;
  }

  async close(farewell: Farewell): Promise<void> {
    this.#closed = true;
    this.#clearTimer();
    await this.#link?.close(farewell);
  }

  async #dial(): Promise<void> {
    const link: CallLink = this.#parts.openLink({
      remoteStream: (stream) => this.#if(link, () => this.#events.remoteStream(stream)),
      connected: () => this.#if(link, () => this.#connected()),
      interrupted: () => this.#if(link, () => this.#events.interrupted()),
      lost: (why) => this.#if(link, () => this.#lost(why)),
    });
    this.#link = link;
    const sessionId = await link.open(this.#microphone);
    if (sessionId !== null) {
      this.#if(link, () => this.#events.sessionCreated(sessionId, link.transport));
    }
  }

  /** A link that was given up goes on reporting for a moment. */
  #if(link: CallLink, action: () => void): void {
    if (this.#link === link && !this.#closed) {
      action();
    }
  }

  #connected(): void {
    this.#stood = true;
    this.#attempt = 0;
    this.#events.connected();
  }

  #lost(why: PathLoss): void {
    if (why === 'ended-by-server') {
      // `endedOrStopped` never rejects.
      void this.#endedOrStopped();
    } else if (why === 'media-blocked' && !this.#stood && this.#parts.fallBack()) {
      this.#wentAnotherWay = true;
      this.#dropLink();
      // `redial` never rejects.
      void this.#redial();
    } else {
      this.#tryAgain(callFailure(why === 'forgotten' ? 'connection-lost' : why));
    }
  }

  async #endedOrStopped(): Promise<void> {
    const meant = await this.#parts.serverTakesCalls();
    if (this.#closed) {
      return;
    }
    if (meant && this.#stood) {
      this.#events.ended();
    } else {
      this.#tryAgain(callFailure('server-stopped'));
    }
  }

  #tryAgain(lost: CallFailure): void {
    this.#dropLink();
    this.#attempt += 1;
    const delay = redialDelay(this.#attempt, lost, this.#parts.random());
    if (!this.#stood || !mayPass(lost)) {
      // What goes wrong on a detour is not what the person has to mend.
      this.#events.lost(this.#wentAnotherWay && !this.#stood ? callFailure('media-blocked') : lost);
    } else if (delay === null) {
      this.#events.lost(callFailure('connection-lost'));
    } else {
      this.#events.redialing(lost, this.#attempt, Date.now() + delay);
      // `redial` never rejects.
      this.#timer = setTimeout(() => void this.#redial(), delay);
    }
  }

  async #redial(): Promise<void> {
    this.#timer = undefined;
    try {
      await this.#dial();
    } catch (error) {
      if (!this.#closed) {
        this.#tryAgain(explain(error));
      }
    }
  }

  #dropLink(): void {
    // Nobody waits for the goodbye of a lost link, and it never rejects.
    void this.#link?.close('polite');
    this.#link = null;
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
