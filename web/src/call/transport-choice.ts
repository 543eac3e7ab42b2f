/** Which way a call goes: as the person wishes, else as the server advises; and round a blocked road once. */

import type { Transport } from './line-keeper';
import type { TransportWish } from './settings';

export class TransportChoice {
  readonly #mayChange: boolean;
  #current: Transport;

  constructor(wish: TransportWish, advised: Transport) {
    this.#mayChange = wish === 'auto';
    this.#current = wish === 'auto' ? advised : wish;
  }

  get current(): Transport {
    return this.#current;
  }

  /** Where no UDP gets through, a WebSocket may. True when there is something else to try. */
  fallBack(): boolean {
    if (!this.#mayChange || this.#current === 'websocket') {
      return false;
    }
    this.#current = 'websocket';
    return true;
  }
}
