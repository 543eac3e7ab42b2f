/** The data channel of a call with many participants: events come, texts go. */

import type { RoomEvent } from './room';
import type { Levels } from './wire';

/** By this the server knows it. */
export const CHANNEL_LABEL = 'events';

export interface RoomEvents {
  changed(event: RoomEvent): void;
  levels(levels: Levels): void;
}

/** What one has of a place in a call. */
export interface Place {
  readonly participant: string;
  /** Gives the place back after the connection was lost; empty when the server gave none. */
  readonly resume: string;
}

export class RoomChannel {
  readonly #events: RoomEvents;
  readonly #name: string;
  readonly #codec = import('./wire');
  #channel: RTCDataChannel | null = null;
  #place: Place | null = null;

  /** `name` is what the others see of us. */
  constructor(events: RoomEvents, name: string) {
    this.#events = events;
    this.#name = name;
  }

  /** Of the last connection, for the next one. */
  get place(): Place | null {
    return this.#place;
  }

  /** Call it before the offer is made, which otherwise holds no data channel. */
  attach(peer: RTCPeerConnection): void {
    const channel = peer.createDataChannel(CHANNEL_LABEL);
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('open', () => this.#changed({ type: 'channel', open: true }));
    channel.addEventListener('close', () => {
      if (this.#channel === channel) {
        this.#channel = null;
        this.#changed({ type: 'channel', open: false });
      }
    });
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) {
        void this.#read(new Uint8Array(data));
      }
    });
    this.#channel = channel;
  }

  /** The server has let us in. */
  entered(place: Place): void {
    this.#place = place;
    this.#changed({ type: 'entered', self: place.participant, name: this.#name });
  }

  /** The server has given our place up: the next connection comes in anew. */
  forget(): void {
    this.#place = null;
  }

  async say(text: string): Promise<void> {
    const { writeChat } = await this.#codec;
    if (this.#channel?.readyState === 'open') {
      this.#channel.send(writeChat(text));
    }
  }

  /** Messages keep their order: each waits for the same promise. */
  async #read(data: Uint8Array): Promise<void> {
    const { readMessage } = await this.#codec;
    const message = readMessage(data);
    if (message?.type === 'levels') {
      this.#events.levels(message.levels);
    } else if (message !== null) {
      this.#changed(message.event);
    }
  }

  #changed(event: RoomEvent): void {
    this.#events.changed(event);
  }
}
