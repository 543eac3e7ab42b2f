import { expect, it, vi } from 'vitest';
import { usePictureStore } from './pictureStore';
import { createRoomStore } from './roomStore';

class Bar {
  href: string;

  constructor(href: string) {
    this.href = href;
  }

  replace(href: string): void {
    this.href = href;
  }
}

it('sits in the call that the address names, with the agent of the address', () => {
  const store = createRoomStore(new Bar('https://a.example/?call=default:one&agent=parrot'));
  expect(store.getState()).toMatchObject({ call: 'default:one', agent: 'parrot' });
});

it('makes the address a link to a new call, and takes it back', () => {
  const bar = new Bar('https://a.example/');
  const store = createRoomStore(bar);
  expect(store.getState().openChannel('Ann')).toBeNull();
  store.getState().invite();
  expect(bar.href).toContain(`call=${encodeURIComponent(store.getState().call)}`);
  store.getState().withdraw();
  expect(bar.href).toBe('https://a.example/');
  expect(store.getState().call).toBe('');
});

it('follows the channel of its call, and keeps what was written after the end', () => {
  const store = createRoomStore(new Bar('https://a.example/?call=one'));
  const channel = store.getState().openChannel('Ann');
  channel?.entered({ participant: 'ann', resume: '' });
  expect(store.getState().room.self).toBe('ann');
  store.getState().leave();
  expect(store.getState().room.canChat).toBe(false);
  store.getState().say('to nobody');
  store.getState().bring('parrot');
  expect(store.getState().agent).toBe('parrot');
});

it('switches the camera off with the end of the call', () => {
  const store = createRoomStore(new Bar('https://a.example/?call=one'));
  const turnOff = vi.fn();
  usePictureStore.setState({ turnOff });
  store.getState().leave();
  expect(turnOff).toHaveBeenCalledOnce();
});
