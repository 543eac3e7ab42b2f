/** One call over WebSocket: plain PCM both ways, for networks that let nothing else through (docs/websocket.md). */

import type { PcmFrame } from '../audio/pcm-frame';
import type { RoomChannel, Send } from '../room/room-channel';
import { WhipError } from '../whip/whip-error';
import type { PathLoss } from './connection-watch';
import type { CallLink, Farewell, LinkEvents } from './line-keeper';
import type { LinkQuality } from './link-quality';
import { openSocket, overflowOf, reasonAt, type WebsocketPlace } from './websocket-place';

const PING_INTERVAL_MS = 1_000;
/** Nothing was heard for so long: neither sound nor an answer. */
export const INTERRUPTED_AFTER_MS = 4_000;
export const LOST_AFTER_MS = 12_000;
/** What the network has not taken after so long is not worth saying any more. */
const MAX_BACKLOG_SECONDS = 0.5;
const BYTES_PER_SAMPLE = 2;
const NORMAL_CLOSE = 1000;
const SERVER_STOPS = 1001;

export interface PcmAudioPort {
  readonly rate: number;
  readonly stream: MediaStream;
  start(): Promise<void>;
  setMicrophone(stream: MediaStream | null): void;
  play(pcm: Int16Array): void;
  clear(): void;
  close(): Promise<void>;
}

export interface WebsocketParts {
  /** With the scheme of the page: http or https. */
  readonly endpoint: URL;
  readonly token: () => string | null;
  /** The events of a call with others. */
  readonly room: RoomChannel | null;
  openAudio(onFrame: (frame: PcmFrame) => void): PcmAudioPort;
}

export class WebsocketLink implements CallLink {
  readonly transport = 'websocket';
  readonly #parts: WebsocketParts;
  readonly #events: LinkEvents;
  readonly #audio: PcmAudioPort;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #interrupted = false;
  #closed = false;
  #roundTripMs: number | null = null;
  #waitingMs: number | null = null;
  #sent = 0;
  #skipped = 0;

  constructor(parts: WebsocketParts, events: LinkEvents) {
    this.#parts = parts;
    this.#events = events;
    this.#audio = parts.openAudio((frame) => this.#send(frame));
  }

  async open(microphone: MediaStream | null): Promise<string | null> {
    await this.#audio.start();
    if (this.#closed) {
      return null;
    }
    const session = await this.#enter();
    const socket = this.#socket;
    if (session === null || socket === null) {
      return null;
    }
    this.#audio.setMicrophone(microphone);
    this.#events.remoteStream(this.#audio.stream);
    this.#watch(socket);
    return session;
  }

  async replaceMicrophone(microphone: MediaStream | null): Promise<void> {
    this.#audio.setMicrophone(microphone);
  }

  async quality(): Promise<LinkQuality> {
    const frames = this.#sent + this.#skipped;
    const loss = frames > 0 ? this.#skipped / frames : null;
    this.#sent = 0;
    this.#skipped = 0;
    return {
      roundTripMs: this.#roundTripMs,
      bufferMs: this.#waitingMs,
      jitterMs: null,
      loss,
      concealed: null,
    };
  }

  async close(_farewell: Farewell): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      clearInterval(this.#timer);
      this.#socket?.close(NORMAL_CLOSE);
      await this.#audio.close();
    }
  }

  /** Goes to where a full server leads, but no further. */
  async #enter(): Promise<string | null> {
    const { endpoint, token, room } = this.#parts;
    const place = { endpoint, token: token(), resume: room?.place?.resume ?? '' };
    try {
      return await this.#begin(place);
    } catch (error) {
      if (error instanceof WhipError && error.reason === 'expired') {
        room?.forget();
      }
      const elsewhere = overflowOf(error, place);
      if (elsewhere === null || this.#closed) {
        throw error;
      }
      return await this.#begin(elsewhere);
    }
  }

  /** Resolves to the session's id when the server has said that audio may flow; null when closed meanwhile. */
  #begin(place: WebsocketPlace): Promise<string | null> {
    const socket = openSocket(place);
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.onopen = () => {
        const start = { type: 'start', rate: this.#audio.rate, channels: 1, format: 'pcm16' };
        socket.send(JSON.stringify(start));
      };
      socket.onmessage = ({ data }: MessageEvent<unknown>) => {
        const message = readText(data);
        if (message['type'] === 'started') {
          resolve(String(message['session']));
        } else if (message['type'] === 'error') {
          reject(refusalOf(message));
        }
      };
      socket.onclose = () => {
        if (this.#closed) {
          resolve(null);
        } else {
          // Browsers hide why: asked in the plain way, the server says so.
          reasonAt(place).then(reject, reject);
        }
      };
    });
  }

  #watch(socket: WebSocket): void {
    this.#heardAt = performance.now();
    socket.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
    const { room } = this.#parts;
    const send: Send = (_, text) => socket.send(text());
    room?.carry(send);
    socket.onclose = ({ code }) => {
      room?.drop(send);
      const meant = code === NORMAL_CLOSE || code === SERVER_STOPS;
      this.#lose(meant ? 'ended-by-server' : 'connection-lost');
    };
    this.#timer = setInterval(() => this.#check(socket), PING_INTERVAL_MS);
    this.#check(socket);
    // After the session has been told of, as with any other link.
    setTimeout(() => {
      if (!this.#closed) {
        this.#events.connected();
      }
    }, 0);
  }

  #check(socket: WebSocket): void {
    const silence = performance.now() - this.#heardAt;
    if (silence >= LOST_AFTER_MS) {
      this.#lose('connection-lost');
    } else if (silence >= INTERRUPTED_AFTER_MS && !this.#interrupted) {
      this.#interrupted = true;
      this.#events.interrupted();
    }
    if (socket.readyState === WebSocket.OPEN) {
      // The time itself is the id: its answer tells how old it is.
      socket.send(JSON.stringify({ type: 'ping', id: Math.round(performance.now()) }));
    }
  }

  #hear(data: unknown): void {
    this.#heardAt = performance.now();
    if (this.#interrupted) {
      this.#interrupted = false;
      this.#events.connected();
    }
    if (data instanceof ArrayBuffer) {
      this.#audio.play(new Int16Array(data, 0, Math.floor(data.byteLength / BYTES_PER_SAMPLE)));
      return;
    }
    const message = readText(data);
    if (message['type'] === 'clear') {
      this.#audio.clear();
    } else if (message['type'] === 'pong') {
      this.#roundTripMs = Math.max(0, performance.now() - Number(message['id']));
    } else if (message['type'] === 'event') {
      void this.#parts.room?.read(String(message['event']));
    }
  }

  #send({ pcm, waitingMs }: PcmFrame): void {
    this.#waitingMs = waitingMs;
    const socket = this.#socket;
    if (this.#timer === undefined || socket?.readyState !== WebSocket.OPEN) {
      return;
    }
    const room = this.#audio.rate * BYTES_PER_SAMPLE * MAX_BACKLOG_SECONDS;
    if (socket.bufferedAmount > room) {
      this.#skipped += 1;
    } else {
      this.#sent += 1;
      socket.send(pcm);
    }
  }

  #lose(why: PathLoss): void {
    if (!this.#closed) {
      clearInterval(this.#timer);
      this.#events.lost(why);
    }
  }
}

type Message = Readonly<Record<string, unknown>>;

function readText(data: unknown): Message {
  try {
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    return typeof message === 'object' && message !== null ? (message as Message) : {};
  } catch {
    return {};
  }
}

function refusalOf(message: Message): WhipError {
  const detail = typeof message['detail'] === 'string' ? message['detail'] : '';
  return new WhipError('The server refused the call', { reason: 'rejected', detail });
}
