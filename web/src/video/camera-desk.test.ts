import { expect, it, vi } from 'vitest';
import { FakeTrack, fakeStream, settle } from '../../testing/fakes';
import { CameraDesk } from './camera-desk';

class Bench {
  readonly told: string[] = [];
  readonly shown: (MediaStream | null)[] = [];
  readonly getUserMedia = vi.fn(async (): Promise<MediaStream> => {
    this.track = new FakeTrack();
    return fakeStream(this.track);
  });
  track = new FakeTrack();
  choice = '';
  readonly desk = new CameraDesk({
    line: {
      show: async (camera) => {
        this.shown.push(camera);
      },
    },
    choice: () => this.choice,
    report: (camera, trouble) => {
      this.told.push(trouble === null ? camera : `${camera}: ${trouble.message}`);
    },
  });

  constructor() {
    const { getUserMedia } = this;
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia }, userAgent: '' });
  }
}

it('asks for no camera before it is switched on, and lets it go when it is switched off', async () => {
  const bench = new Bench();
  expect(bench.getUserMedia).not.toHaveBeenCalled();
  await bench.desk.switch();
  expect(bench.shown.at(-1)?.getTracks()).toEqual([bench.track]);
  await bench.desk.switch();
  expect(bench.shown.at(-1)).toBeNull();
  expect(bench.track.readyState).toBe('ended');
  expect(bench.told).toEqual(['opening', 'on', 'off']);
});

it('says why there is no picture', async () => {
  const bench = new Bench();
  bench.getUserMedia.mockRejectedValue(new DOMException('no', 'NotFoundError'));
  await bench.desk.switch();
  expect(bench.told).toEqual(['opening', 'off: No camera was found.']);
});

it('lets a camera go that is allowed only after it was switched off', async () => {
  const bench = new Bench();
  const opening = bench.desk.switch();
  await bench.desk.switch();
  await opening;
  expect(bench.track.readyState).toBe('ended');
  expect(bench.shown.every((camera) => camera === null)).toBe(true);
  expect(bench.told).toEqual(['opening', 'off']);
});

it('has no words for a refusal that nobody waits for any more', async () => {
  const bench = new Bench();
  bench.getUserMedia.mockRejectedValue(new DOMException('no', 'NotAllowedError'));
  const opening = bench.desk.switch();
  await bench.desk.switch();
  await opening;
  expect(bench.told).toEqual(['opening', 'off']);
});

it('goes on with another one that is chosen', async () => {
  const bench = new Bench();
  await bench.desk.renew();
  expect(bench.getUserMedia).not.toHaveBeenCalled();
  await bench.desk.switch();
  const before = bench.track;
  bench.choice = 'lid';
  await bench.desk.renew();
  expect(before.readyState).toBe('ended');
  expect(bench.getUserMedia).toHaveBeenLastCalledWith({
    video: expect.objectContaining({ deviceId: { exact: 'lid' } }),
  });
  expect(bench.told.at(-1)).toBe('on');
});

it('is off when the camera is unplugged, and says so', async () => {
  const bench = new Bench();
  await bench.desk.switch();
  bench.track.dispatchEvent(new Event('ended'));
  await settle();
  expect(bench.told.at(-1)).toBe('off: The camera went away.');
  expect(bench.shown.at(-1)).toBeNull();
  // One that was let go before is nobody's loss.
  bench.track.dispatchEvent(new Event('ended'));
  await settle();
  expect(bench.told).toHaveLength(3);
});
