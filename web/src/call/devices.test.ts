import { expect, it } from 'vitest';
import { settle } from '../../testing/fakes';
import { type Devices, devicesOf, watchDevices } from './devices';

function info(kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo {
  return { kind, deviceId, label } as MediaDeviceInfo;
}

const DESK = info('audioinput', 'desk', 'Desk microphone');
const HEADSET = info('audiooutput', 'headset', 'Headset');

class FakeMedia extends EventTarget {
  infos: MediaDeviceInfo[] | Error = [DESK];

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    if (this.infos instanceof Error) {
      throw this.infos;
    }
    return this.infos;
  }

  change(infos: FakeMedia['infos']): void {
    this.infos = infos;
    this.dispatchEvent(new Event('devicechange'));
  }
}

function watch(media: FakeMedia): { seen: Devices[]; stop: () => void } {
  const seen: Devices[] = [];
  const stop = watchDevices(media as unknown as MediaDevices, (devices) => seen.push(devices));
  return { seen, stop };
}

it('sorts microphones, speakers and cameras, and leaves aliases out', () => {
  const camera = info('videoinput', 'cam', 'Camera');
  const alias = info('audioinput', 'default', 'Default - Desk microphone');
  expect(devicesOf([alias, DESK, camera, HEADSET])).toEqual({
    microphones: [{ id: 'desk', label: 'Desk microphone' }],
    speakers: [{ id: 'headset', label: 'Headset' }],
    cameras: [{ id: 'cam', label: 'Camera' }],
  });
});

it('finds nothing to choose before the browser tells ids', () => {
  expect(devicesOf([info('audioinput', '', '')]).microphones).toEqual([]);
});

it('numbers devices without a name', () => {
  const nameless = [info('audioinput', 'a', ''), info('audioinput', 'b', '')];
  expect(devicesOf(nameless).microphones.map(({ label }) => label)).toEqual([
    'Microphone 1',
    'Microphone 2',
  ]);
});

it('follows what is plugged in and out', async () => {
  const media = new FakeMedia();
  const { seen, stop } = watch(media);
  await settle();
  media.change([DESK, HEADSET]);
  await settle();
  expect(seen.map(({ speakers }) => speakers.length)).toEqual([0, 1]);
  stop();
  media.change([]);
  await settle();
  expect(seen).toHaveLength(2);
});

it('says nothing when the browser will not tell', async () => {
  const media = new FakeMedia();
  media.infos = new DOMException('no', 'NotAllowedError');
  const { seen } = watch(media);
  await settle();
  expect(seen).toEqual([]);
});
