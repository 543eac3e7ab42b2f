import { expect, it, vi } from 'vitest';
import { FakeTrack, fakeStream } from '../../testing/fakes';
import {
  allowanceHint,
  deviceConstraint,
  obstacleOf,
  openChosenOrAny,
  release,
  watchLoss,
} from './media-device';

const constraints = (deviceId: string): MediaStreamConstraints => ({
  audio: deviceConstraint(deviceId),
});

function stubGetUserMedia(): ReturnType<typeof vi.fn> {
  const getUserMedia = vi.fn(() => Promise.resolve(fakeStream(new FakeTrack())));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  return getUserMedia;
}

it.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['InvalidStateError', undefined],
])('knows what %s says of a device', (name, obstacle) => {
  expect(obstacleOf(new DOMException('no', name))).toBe(obstacle);
});

it('knows nothing of what is no error', () => {
  expect(obstacleOf('NotFoundError')).toBeUndefined();
});

it('says where this browser hides the permission', () => {
  vi.stubGlobal('navigator', { userAgent: 'Firefox/153.0' });
  expect(allowanceHint(new DOMException('no', 'NotAllowedError'))).toContain('crossed-out');
});

it('asks for the device that was chosen, or for any', async () => {
  const getUserMedia = stubGetUserMedia();
  await openChosenOrAny('desk', constraints);
  await openChosenOrAny('', constraints);
  expect(getUserMedia.mock.calls).toEqual([
    [{ audio: { deviceId: { exact: 'desk' } } }],
    [{ audio: {} }],
  ]);
});

it('takes any other when the chosen one is not there', async () => {
  const getUserMedia = stubGetUserMedia();
  getUserMedia.mockRejectedValueOnce(new DOMException('deviceId', 'OverconstrainedError'));
  await openChosenOrAny('drawer', constraints);
  expect(getUserMedia).toHaveBeenLastCalledWith({ audio: {} });
});

it.each([
  ['desk', 'NotAllowedError'],
  ['desk', 'NotReadableError'],
  ['', 'NotFoundError'],
])('does not ask again for %o after %s', async (deviceId, name) => {
  const getUserMedia = stubGetUserMedia();
  getUserMedia.mockRejectedValueOnce(new DOMException('no', name));
  await expect(openChosenOrAny(deviceId, constraints)).rejects.toMatchObject({ name });
  expect(getUserMedia).toHaveBeenCalledOnce();
});

it('tells when the device goes away, not when it is let go', () => {
  const track = new FakeTrack();
  const stream = fakeStream(track);
  const lost = vi.fn();
  watchLoss(stream, lost);
  release(stream);
  expect(track.readyState).toBe('ended');
  expect(lost).not.toHaveBeenCalled();
  track.dispatchEvent(new Event('ended'));
  expect(lost).toHaveBeenCalledOnce();
});
