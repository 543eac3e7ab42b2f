import { beforeEach, expect, it } from 'vitest';
import { FakeTrack, fakeStream, settle } from '../../testing/fakes';
import { CallError, callFailure } from './failure';
import { Microphone, type MicrophoneChoice } from './microphone';
import { MicrophoneDesk } from './microphone-desk';

class Bench {
  choice: MicrophoneChoice = {
    microphoneId: 'desk',
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  };
  readonly tracks: FakeTrack[] = [];
  readonly seen: string[] = [];
  refusal: Error | null = null;
  before: () => Promise<void> = async () => undefined;
  readonly desk = new MicrophoneDesk(
    async (choice, onLost) => {
      await this.before();
      if (this.refusal !== null) {
        throw this.refusal;
      }
      this.seen.push(`open ${choice.microphoneId}`);
      const track = new FakeTrack();
      this.tracks.push(track);
      return new Microphone(fakeStream(track), onLost);
    },
    () => this.choice,
    {
      replaced: async () => void this.seen.push('replaced'),
      failed: ({ reason }) => this.seen.push(`failed: ${reason}`),
    },
  );

  get open(): FakeTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }
}

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

it('keeps the microphone closed until it is told to stream', async () => {
  await bench.desk.take();
  expect(bench.tracks[0]?.enabled).toBe(false);
  bench.desk.setStreaming(true);
  expect(bench.tracks[0]?.enabled).toBe(true);
  bench.desk.setStreaming(false);
  expect(bench.tracks[0]?.enabled).toBe(false);
});

it('opens it ready to stream when that was wished before', async () => {
  bench.desk.setStreaming(true);
  await bench.desk.take();
  expect(bench.tracks[0]?.enabled).toBe(true);
});

it('releases the old microphone only when the new one is in its place', async () => {
  await bench.desk.take();
  bench.choice = { ...bench.choice, microphoneId: 'headset' };
  bench.desk.renew();
  await settle();
  expect(bench.seen).toEqual(['open desk', 'open headset', 'replaced']);
  expect(bench.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live']);
});

it('settles two quick changes one after the other, leaving one microphone open', async () => {
  await bench.desk.take();
  bench.desk.renew();
  bench.desk.renew();
  await settle();
  expect(bench.tracks).toHaveLength(3);
  expect(bench.open).toEqual([bench.tracks[2]]);
});

it('keeps the old microphone when the new one cannot be opened', async () => {
  await bench.desk.take();
  bench.refusal = new CallError(callFailure('microphone-busy'));
  bench.desk.renew();
  await settle();
  expect(bench.seen.at(-1)).toBe('failed: microphone-busy');
  expect(bench.open).toHaveLength(1);
});

it('goes on with another microphone when this one is unplugged', async () => {
  await bench.desk.take();
  bench.tracks[0]?.dispatchEvent(new Event('ended'));
  await settle();
  expect(bench.seen).toEqual(['open desk', 'open ', 'replaced']);
  expect(bench.desk.isOpen).toBe(true);
});

it('says so when there is no other', async () => {
  await bench.desk.take();
  bench.refusal = new CallError(callFailure('microphone-missing'));
  bench.tracks[0]?.dispatchEvent(new Event('ended'));
  await settle();
  expect(bench.seen.at(-1)).toBe('failed: microphone-lost');
  expect(bench.desk.isOpen).toBe(false);
});

it('closes a microphone that is granted too late', async () => {
  let grant: () => void = () => undefined;
  bench.before = () =>
    new Promise((resolve) => {
      grant = resolve;
    });
  const taking = bench.desk.take();
  bench.desk.close();
  grant();
  expect(await taking).toBeNull();
  expect(bench.open).toEqual([]);
});

it('opens nothing after it was closed', async () => {
  await bench.desk.take();
  bench.desk.close();
  bench.desk.renew();
  bench.tracks[0]?.dispatchEvent(new Event('ended'));
  await settle();
  expect(bench.tracks).toHaveLength(1);
  expect(bench.open).toEqual([]);
});
