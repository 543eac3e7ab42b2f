/**
 * The media half of the stand-in server: a second browser page whose peer connections send back what
 * they hear. So the call page is tried against real ICE, DTLS and Opus without a server of any kind.
 */

import type { Page } from '@playwright/test';

interface Parrot {
  answer(id: string, offer: string): Promise<string>;
  addCandidate(id: string, candidate: string): Promise<void>;
  end(id: string): void;
}

declare global {
  interface Window {
    parrot: Parrot;
  }
}

/** Runs inside the second page. */
function installParrot(): void {
  const peers = new Map<string, RTCPeerConnection>();

  const gathered = (peer: RTCPeerConnection): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (peer.iceGatheringState === 'complete') {
          resolve();
        }
      };
      peer.addEventListener('icegatheringstatechange', check);
      check();
    });

  const audio = new AudioContext();

  /** Chromium does not send a received track on by itself, but it sends what Web Audio makes of it. */
  const echoOf = (track: MediaStreamTrack): MediaStreamTrack | null => {
    const stream = new MediaStream([track]);
    // Without an element that plays it, Web Audio receives silence.
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    void element.play();
    const echo = audio.createMediaStreamDestination();
    audio.createMediaStreamSource(stream).connect(echo);
    return echo.stream.getAudioTracks()[0] ?? null;
  };

  const agree = async (peer: RTCPeerConnection, offer: string): Promise<string> => {
    await peer.setRemoteDescription({ type: 'offer', sdp: offer });
    for (const transceiver of peer.getTransceivers()) {
      transceiver.direction = 'sendrecv';
      await transceiver.sender.replaceTrack(echoOf(transceiver.receiver.track));
    }
    await peer.setLocalDescription();
    await gathered(peer);
    return peer.localDescription?.sdp ?? '';
  };

  window.parrot = {
    answer: (id, offer) => {
      const peer = new RTCPeerConnection();
      peers.set(id, peer);
      return agree(peer, offer);
    },
    addCandidate: async (id, candidate) => {
      await peers.get(id)?.addIceCandidate({ candidate, sdpMLineIndex: 0 });
    },
    end: (id) => {
      peers.get(id)?.close();
      peers.delete(id);
    },
  };
}

export class ParrotPeer {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async in(page: Page): Promise<ParrotPeer> {
    // Audio starts after a click, for stand-ins as for people.
    await page.mouse.click(1, 1);
    await page.evaluate(installParrot);
    return new ParrotPeer(page);
  }

  answer(id: string, offer: string): Promise<string> {
    return this.#page.evaluate(([name, sdp]) => window.parrot.answer(name, sdp), [
      id,
      offer,
    ] as const);
  }

  async addCandidates(id: string, candidates: readonly string[]): Promise<void> {
    for (const candidate of candidates) {
      await this.#page.evaluate(([name, line]) => window.parrot.addCandidate(name, line), [
        id,
        candidate,
      ] as const);
    }
  }

  async end(id: string): Promise<void> {
    await this.#page.evaluate((name) => window.parrot.end(name), id);
  }
}
