/** One WebRTC connection to a WHIP server: our microphone goes out, the server's audio comes back. */

import type { RoomChannel } from '../room/room-channel';
import type { WhipClient, WhipSession } from '../utils/whipClient';
import {
  answerAfterRestart,
  type FragmentFrame,
  frameOf,
  writeFragment,
} from '../whip/sdp-fragment';
import { WhipError } from '../whip/whip-error';
import { CandidateTrickle } from './candidate-trickle';
import { ConnectionWatch } from './connection-watch';
import type { CallLink, Farewell, LinkEvents } from './line-keeper';
import { type LinkQuality, QualityReader } from './link-quality';

export class PeerLink implements CallLink {
  readonly transport = 'webrtc';
  readonly #whip: WhipClient;
  readonly #events: LinkEvents;
  readonly #peer = new RTCPeerConnection();
  readonly #quality = new QualityReader();
  readonly #room: RoomChannel | null;
  #session: WhipSession | null = null;
  #answer = '';
  #sender: RTCRtpSender | null = null;
  #trickle: CandidateTrickle | null = null;
  #watch: ConnectionWatch | null = null;
  #closed = false;

  constructor(whip: WhipClient, events: LinkEvents, room: RoomChannel | null = null) {
    this.#whip = whip;
    this.#room = room;
    this.#events = events;
    this.#peer.addEventListener('icecandidate', (event) => {
      this.#trickle?.add(event.candidate?.candidate ?? null);
    });
    this.#peer.addEventListener('connectionstatechange', () => {
      this.#watch?.changed(this.#peer.connectionState);
    });
    this.#peer.addEventListener('track', ({ track, streams }) => {
      if (track.kind !== 'video') {
        this.#events.remoteStream(streams[0] ?? new MediaStream([track]));
      }
    });
  }

  /** Resolves to the session's id once the answer is in force; null when closed meanwhile. */
  async open(microphone: MediaStream | null): Promise<string | null> {
    // Both directions without a microphone, too: it can then be added without a new offer.
    this.#sender = this.#peer.addTransceiver(microphone?.getAudioTracks()[0] ?? 'audio', {
      direction: 'sendrecv',
      streams: microphone === null ? [] : [microphone],
    }).sender;
    this.#room?.attach(this.#peer);
    const offer = await this.#peer.createOffer();
    const session = await this.#join(offer.sdp ?? '');
    if (this.#closed) {
      await session.close();
      return null;
    }
    this.#session = session;
    if (session.place !== null) {
      this.#room?.entered(session.place);
    }
    // Gathering starts with the local description, so the server's ICE servers come before it.
    if (session.iceServers.length > 0) {
      this.#peer.setConfiguration({ iceServers: [...session.iceServers] });
    }
    await this.#describe(offer, session.answer, session);
    if (this.#closed) {
      return null;
    }
    this.#watchPath();
    return session.id;
  }

  async replaceMicrophone(microphone: MediaStream | null): Promise<void> {
    await this.#sender?.replaceTrack(microphone?.getAudioTracks()[0] ?? null);
  }

  async quality(): Promise<LinkQuality> {
    return this.#quality.read(await this.#peer.getStats());
  }

  /** The server hears of it first: it drops a session whose peer closes, and would answer 404 then. */
  async close(farewell: Farewell = 'polite'): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#watch?.stop();
    this.#trickle?.stop();
    this.#room?.detach();
    const goodbye = this.#sayGoodbye(farewell);
    if (farewell === 'polite') {
      await goodbye;
    }
    this.#peer.close();
  }

  async #join(offer: string): Promise<WhipSession> {
    try {
      return await this.#whip.open(offer);
    } catch (error) {
      if (error instanceof WhipError && error.reason === 'expired') {
        this.#room?.forget();
      }
      throw error;
    }
  }

  async #sayGoodbye(farewell: Farewell): Promise<void> {
    try {
      await this.#session?.close({ keepalive: farewell === 'page-closing' });
    } catch {
      // Nobody to tell: the server is gone, or has ended the session itself.
    }
  }

  #watchPath(): void {
    this.#watch = new ConnectionWatch(this.#events, () => this.#restartIce());
    // Browsers keep `connectionState` as it is when the far end closes DTLS; the transport does tell.
    const transport = this.#sender?.transport;
    transport?.addEventListener('statechange', () => {
      if (transport.state === 'closed') {
        this.#watch?.endedByServer();
      }
    });
  }

  /** The new credentials go to the server first, so that a refused restart leaves the call as it was. */
  async #restartIce(): Promise<void> {
    const session = this.#session;
    const offer = await this.#peer.createOffer({ iceRestart: true });
    const frame = frameOf(offer.sdp ?? '');
    if (session === null || frame === null || this.#closed) {
      return;
    }
    const renewed = await session.restartIce(writeFragment(frame, [], false));
    if (!this.#closed) {
      await this.#describe(offer, answerAfterRestart(this.#answer, renewed), session, frame);
    }
  }

  /** Puts offer and answer in force; candidates found from here on belong to them. */
  async #describe(
    offer: RTCSessionDescriptionInit,
    answer: string,
    session: WhipSession,
    frame: FragmentFrame | null = frameOf(offer.sdp ?? ''),
  ): Promise<void> {
    this.#trickle?.stop();
    this.#trickle = frame && new CandidateTrickle(frame, (fragment) => session.trickle(fragment));
    await this.#peer.setLocalDescription(offer);
    await this.#peer.setRemoteDescription({ type: 'answer', sdp: answer });
    this.#answer = answer;
  }
}
