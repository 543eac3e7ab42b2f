// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { canChooseSpeaker, useDevices } from './useDevices';

class FakeMedia extends EventTarget {
  infos = [{ kind: 'audioinput', deviceId: 'desk', label: 'Desk' }];
  readonly asked = vi.fn();

  async enumerateDevices(): Promise<unknown> {
    this.asked();
    return this.infos;
  }
}

let media: FakeMedia;

function provide(value: unknown): void {
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value });
}

beforeEach(() => {
  media = new FakeMedia();
  provide(media);
});

afterEach(cleanup);

it('finds the devices there are, and follows those that come', async () => {
  const { result } = renderHook(() => useDevices(0));
  await act(async () => undefined);
  expect(result.current.microphones).toEqual([{ id: 'desk', label: 'Desk' }]);
  media.infos = [];
  await act(async () => void media.dispatchEvent(new Event('devicechange')));
  expect(result.current.microphones).toEqual([]);
});

it('looks again when the call has come further', async () => {
  const { rerender } = renderHook((phase) => useDevices(phase), { initialProps: 'idle' });
  rerender('dialing');
  await act(async () => undefined);
  expect(media.asked).toHaveBeenCalledTimes(2);
});

it('finds none on a page that may not ask', () => {
  provide(undefined);
  const { result } = renderHook(() => useDevices(0));
  expect(result.current.microphones).toEqual([]);
});

it('knows whether a speaker can be chosen', () => {
  vi.stubGlobal('AudioContext', class {});
  expect(canChooseSpeaker()).toBe(false);
  vi.stubGlobal(
    'AudioContext',
    class {
      setSinkId(): void {}
    },
  );
  expect(canChooseSpeaker()).toBe(true);
});
