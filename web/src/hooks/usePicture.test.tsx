// @vitest-environment happy-dom
import { renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { pictureLine } from '../stores/pictureStore';
import { usePicture } from './usePicture';

function screenFor(mid: string | null): { video: { srcObject: unknown }; unmount: () => void } {
  const video = { srcObject: null };
  const ref = { current: video as unknown as HTMLVideoElement };
  const { unmount } = renderHook(() => usePicture(ref, mid));
  return { video, unmount };
}

it('shows what comes in a section, and follows the next connection', () => {
  const first = {} as MediaStream;
  const pictureOf = vi.spyOn(pictureLine, 'pictureOf').mockReturnValue(first);
  const { video, unmount } = screenFor('2');
  expect(video.srcObject).toBe(first);
  expect(pictureOf).toHaveBeenCalledWith('2');
  const second = {} as MediaStream;
  pictureOf.mockReturnValue(second);
  pictureLine.changed.publish();
  expect(video.srcObject).toBe(second);
  unmount();
  pictureOf.mockReturnValue(first);
  pictureLine.changed.publish();
  expect(video.srcObject).toBe(second);
});

it('shows our own camera', () => {
  const own = {} as MediaStream;
  vi.spyOn(pictureLine, 'own', 'get').mockReturnValue(own);
  expect(screenFor(null).video.srcObject).toBe(own);
});
