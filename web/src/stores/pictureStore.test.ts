import { expect, it, vi } from 'vitest';
import { settle } from '../../testing/fakes';
import type { CameraDesk, CameraParts } from '../video/camera-desk';
import { PictureLine } from '../video/picture-line';
import { createPictureStore } from './pictureStore';
import { useSettingsStore } from './settingsStore';

class FakeDesk {
  readonly asked: string[] = [];
  parts: CameraParts | null = null;

  readonly load = vi.fn(async (parts: CameraParts) => {
    this.parts = parts;
    return this as unknown as CameraDesk;
  });

  async switch(): Promise<void> {
    this.asked.push('switch');
  }

  async turnOff(): Promise<void> {
    this.asked.push('off');
  }

  async renew(): Promise<void> {
    this.asked.push('renew');
  }
}

it('loads what a camera needs when the button is pressed, and once', async () => {
  const desk = new FakeDesk();
  const store = createPictureStore(new PictureLine(), desk.load);
  store.getState().turnOff();
  expect(desk.load).not.toHaveBeenCalled();
  store.getState().switchCamera();
  store.getState().switchCamera();
  await settle();
  expect(desk.load).toHaveBeenCalledOnce();
  store.getState().turnOff();
  await settle();
  expect(desk.asked).toEqual(['switch', 'switch', 'off']);
});

it('follows what becomes of the camera, and another choice', async () => {
  const desk = new FakeDesk();
  const store = createPictureStore(new PictureLine(), desk.load);
  store.getState().switchCamera();
  await settle();
  const trouble = { message: 'gone', hint: '' };
  desk.parts?.report('off', trouble);
  expect(store.getState()).toMatchObject({ camera: 'off', trouble });
  useSettingsStore.getState().change({ cameraId: 'lid' });
  useSettingsStore.getState().change({ volume: 0.5 });
  await settle();
  expect(desk.parts?.choice()).toBe('lid');
  expect(desk.asked).toEqual(['switch', 'renew']);
});

it('knows whether the connection carries pictures', () => {
  const line = new PictureLine();
  const store = createPictureStore(line);
  vi.spyOn(line, 'isOpen', 'get').mockReturnValue(true);
  line.changed.publish();
  expect(store.getState().canShow).toBe(true);
});

it('says so when the server does not hand out the rest of the page, and tries again', async () => {
  const load = vi.fn(async () => Promise.reject(new TypeError('failed to fetch')));
  const store = createPictureStore(new PictureLine(), load);
  for (const _ of [1, 2]) {
    store.getState().switchCamera();
    await settle();
  }
  expect(store.getState().trouble?.message).toContain('cannot be reached');
  expect(load).toHaveBeenCalledTimes(2);
});
