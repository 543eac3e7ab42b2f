import { beforeEach, expect, it, vi } from 'vitest';
import { FakeTrack, fakeStream } from '../../testing/fakes';
import { PictureLine, SHOWN_AT_MOST } from './picture-line';

const CODECS = ['video/VP8', 'video/rtx', 'video/H264'].map((mimeType) => ({ mimeType }));

class FakeSection {
  readonly mid: string;
  readonly preferred: string[] = [];
  readonly sent: unknown[] = [];
  readonly receiver = { track: {} };
  encodings = [{ active: true }, { active: true }];
  readonly sender = {
    replaceTrack: async (track: unknown) => {
      this.sent.push(track);
    },
    getParameters: () => ({ encodings: structuredClone(this.encodings) }),
    setParameters: async ({ encodings }: { encodings: { active: boolean }[] }) => {
      this.encodings = encodings;
    },
  };

  constructor(mid: string) {
    this.mid = mid;
  }

  setCodecPreferences(codecs: { mimeType: string }[]): void {
    this.preferred.push(...codecs.map(({ mimeType }) => mimeType));
  }
}

class FakePeer {
  readonly sections: FakeSection[] = [];
  readonly offered: RTCRtpTransceiverInit[] = [];

  addTransceiver(_: string, init: RTCRtpTransceiverInit): FakeSection {
    const section = new FakeSection(String(this.sections.length + 1));
    this.sections.push(section);
    this.offered.push(init);
    return section;
  }
}

function offerTo(line: PictureLine): FakePeer {
  const peer = new FakePeer();
  line.offer(peer as unknown as RTCPeerConnection);
  return peer;
}

beforeEach(() => {
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => ({ codecs: CODECS }) });
  vi.stubGlobal('MediaStream', class {});
});

it('offers a section for our own picture, in two sizes, and one for each that is shown', () => {
  const { offered, sections } = offerTo(new PictureLine());
  expect(offered.map(({ direction }) => direction)).toEqual([
    'sendonly',
    ...Array.from({ length: SHOWN_AT_MOST }, () => 'recvonly'),
  ]);
  expect(offered[0]?.sendEncodings).toHaveLength(2);
  expect(sections.every(({ preferred }) => preferred.join() === 'video/VP8,video/rtx')).toBe(true);
});

it('shows a camera and takes it away without a new offer', async () => {
  const line = new PictureLine();
  const peer = offerTo(line);
  const track = new FakeTrack();
  const isSent = () => peer.sections[0]?.encodings.map(({ active }) => active);
  await line.show(fakeStream(track));
  expect(isSent()).toEqual([true, true]);
  await line.show(null);
  expect(isSent()).toEqual([false, false]);
  expect(peer.sections[0]?.sent).toEqual([null, track, null]);
  await line.show(fakeStream(track));
  expect(isSent()).toEqual([true, true]);
  expect(peer.sections).toHaveLength(1 + SHOWN_AT_MOST);
});

it('shows the camera on the next connection, too', async () => {
  const line = new PictureLine();
  offerTo(line);
  const track = new FakeTrack();
  await line.show(fakeStream(track));
  line.close();
  expect(line.isOpen).toBe(false);
  expect(offerTo(line).sections[0]?.sent).toEqual([track]);
});

it('tells when something else is to be shown', async () => {
  const line = new PictureLine();
  const changed = vi.fn();
  line.changed.subscribe(changed);
  await line.show(null);
  offerTo(line);
  line.close();
  expect(changed).toHaveBeenCalledTimes(3);
});

it('knows what comes in a section by its name', () => {
  const line = new PictureLine();
  expect(line.pictureOf('2')).toBeNull();
  offerTo(line);
  expect(line.pictureOf('2')).toBe(line.pictureOf('2'));
  expect(line.pictureOf('2')).not.toBeNull();
  expect(line.pictureOf('99')).toBeNull();
});
