/** What the connection at hand carries of pictures: agreed upon with its offer, used or not. */

import { Broadcast } from '../call/feed';

/** So many others are seen at once, those who spoke last: no page shows more of them large enough. */
export const SHOWN_AT_MOST = 6;

/** The others are given the larger one, and the smaller one where the larger does not get through. */
const SIZES: RTCRtpEncodingParameters[] = [{ rid: 'h', scaleResolutionDownBy: 2 }, { rid: 'f' }];
/** The codec that is passed on in calls, and its retransmissions: the rest would only lengthen the offer. */
const CODECS = /vp8|rtx/i;

interface Sections {
  readonly own: RTCRtpSender;
  readonly others: readonly Section[];
}

/** It shows somebody: whom, the server tells by the name that the offer gives it (`mid`). */
interface Section {
  readonly transceiver: RTCRtpTransceiver;
  readonly stream: MediaStream;
}

export class PictureLine {
  /** What can be shown has changed. */
  readonly changed = new Broadcast<void>();
  #sections: Sections | null = null;
  #own: MediaStream | null = null;

  /** Whether there is a way for pictures. */
  get isOpen(): boolean {
    return this.#sections !== null;
  }

  get own(): MediaStream | null {
    return this.#own;
  }

  /**
   * Call it before the offer is made. WHIP has only the one, and browsers make a new one for a track that is
   * added later: so all sections are there from the start, and a camera that is switched on or off replaces
   * nothing or a track in the first, which no offer is needed for. Until then it sends nothing.
   */
  offer(peer: RTCPeerConnection): void {
    const section = (init: RTCRtpTransceiverInit): RTCRtpTransceiver => {
      const transceiver = peer.addTransceiver('video', init);
      const known = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
      transceiver.setCodecPreferences(known.filter(({ mimeType }) => CODECS.test(mimeType)));
      return transceiver;
    };
    this.#sections = {
      own: section({ direction: 'sendonly', sendEncodings: SIZES }).sender,
      others: Array.from({ length: SHOWN_AT_MOST }, () => {
        const transceiver = section({ direction: 'recvonly' });
        return { transceiver, stream: new MediaStream([transceiver.receiver.track]) };
      }),
    };
    this.changed.publish();
    // A camera outlives the connection. No track is refused that is of the kind of its sender.
    void this.#sections.own.replaceTrack(track(this.#own));
  }

  /** The connection is gone. */
  close(): void {
    this.#sections = null;
    this.changed.publish();
  }

  /** Shows the others a camera; null for nothing. */
  async show(camera: MediaStream | null): Promise<void> {
    this.#own = camera;
    this.changed.publish();
    const sender = this.#sections?.own;
    if (sender) {
      await sender.replaceTrack(track(camera));
      await activate(sender, camera !== null);
    }
  }

  /** What comes in a section. */
  pictureOf(mid: string): MediaStream | null {
    const sections = this.#sections?.others ?? [];
    return sections.find(({ transceiver }) => transceiver.mid === mid)?.stream ?? null;
  }
}

function track(camera: MediaStream | null): MediaStreamTrack | null {
  return camera?.getVideoTracks()[0] ?? null;
}

/** Without a track Firefox would go on sending a black picture each second: nobody could tell that the camera is off. */
async function activate(sender: RTCRtpSender, isActive: boolean): Promise<void> {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) {
    encoding.active = isActive;
  }
  await sender.setParameters(parameters);
}
