/** A line whose code is fetched when it is wanted: most calls never want it. */

import { WhipError } from '../whip/whip-error';
import type { CallLink, Farewell, Transport } from './line-keeper';
import type { LinkQuality } from './link-quality';

export class LateLink implements CallLink {
  readonly transport: Transport;
  readonly #load: () => Promise<CallLink>;
  #link: CallLink | null = null;
  #microphone: MediaStream | null = null;
  #closed = false;

  constructor(transport: Transport, load: () => Promise<CallLink>) {
    this.transport = transport;
    this.#load = load;
  }

  async open(microphone: MediaStream | null): Promise<string | null> {
    this.#microphone = microphone;
    const link = await this.#fetch();
    if (this.#closed) {
      return null;
    }
    this.#link = link;
    // Another one may have been chosen meanwhile.
    return link.open(this.#microphone);
  }

  async replaceMicrophone(microphone: MediaStream | null): Promise<void> {
    this.#microphone = microphone;
    await this.#link?.replaceMicrophone(microphone);
  }

  async quality(): Promise<LinkQuality> {
    if (this.#link === null) {
      throw new Error('There is no line yet');
    }
    return this.#link.quality();
  }

  async close(farewell: Farewell): Promise<void> {
    this.#closed = true;
    await this.#link?.close(farewell);
  }

  async #fetch(): Promise<CallLink> {
    try {
      return await this.#load();
    } catch (cause) {
      throw new WhipError('The code of the line cannot be had', { reason: 'unreachable', cause });
    }
  }
}
