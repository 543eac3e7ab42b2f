/** The events of a call with many participants, by a data channel or a WebSocket: they come, texts go. */

import type { PictureLine } from '../video/picture-line';
import type { Place, RoomEvent } from './room';
import type { Levels } from './wire';

/** By this the server knows it. */
export const CHANNEL_LABEL = 'events';

export interface RoomEvents {
  changed(event: RoomEvent): void;
  levels(levels: Levels): void;
}

/** Texts go where only texts can: over a WebSocket, whose other messages are sound. */
export type Send = (data: Uint8Array<ArrayBuffer>, text: () => string) => void;

export class RoomChannel {
  readonly #events: RoomEvents;
  readonly #name: string;
  readonly #pictures: PictureLine | null;
  readonly #codec = import('./wire');
  #send: Send | null = null;
  #place: Place | null = null;

  /** `name` is what the others see of us; `pictures` are those of the call. */
  constructor(events: RoomEvents, name: string, pictures: PictureLine | null = null) {
    this.#events = events;
    this.#name = name;
    this.#pictures = pictures;
  }

  /** Of the last connection, for the next one. */
  get place(): Place | null {
    return this.#place;
  }

  /** Call it before the offer is made, which otherwise holds neither data channel nor pictures. */
  attach(peer: RTCPeerConnection): void {
    const channel = peer.createDataChannel(CHANNEL_LABEL);
    channel.binaryType = 'arraybuffer';
    const send: Send = (data) => channel.send(data);
    channel.addEventListener('open', () => {
      this.carry(send);
      this.#changed({ type: 'channel', open: true });
    });
    channel.addEventListener('close', () => this.drop(send));
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) {
        void this.read(new Uint8Array(data));
      }
    });
    this.#send = null;
    this.#pictures?.offer(peer);
  }

  /** The connection is gone. */
  detach(): void {
    this.#pictures?.close();
  }

  /** What is written goes this way from now on. */
  carry(send: Send): void {
    this.#send = send;
  }

  /** This way is gone; another one may be there already. */
  drop(send: Send): void {
    if (this.#send === send) {
      this.#send = null;
      this.#changed({ type: 'channel', open: false });
    }
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
    const { asText, writeChat } = await this.#codec;
    const chat = writeChat(text);
    this.#send?.(chat, () => asText(chat));
  }

  /** Messages keep their order: each waits for the same promise. */
  async read(data: Uint8Array | string): Promise<void> {
    const { readMessage } = await this.#codec;
    const message = readMessage(data);
    if (message?.type === 'levels') {
      this.#events.levels(message.levels);
    } else if (message?.type === 'place') {
      this.entered(message.place);
      this.#changed({ type: 'channel', open: true });
    } else if (message !== null) {
      this.#changed(message.event);
    }
  }

  #changed(event: RoomEvent): void {
    this.#events.changed(event);
  }
}
