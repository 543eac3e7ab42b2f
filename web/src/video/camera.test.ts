import { expect, it, vi } from 'vitest';
import { FakeTrack, fakeStream } from '../../testing/fakes';
import { cameraConstraints, closeCamera, explainCamera, openCamera } from './camera';

function stubGetUserMedia(answer: () => Promise<MediaStream>): ReturnType<typeof vi.fn> {
  const getUserMedia = vi.fn(answer);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia }, userAgent: 'Chrome/156' });
  return getUserMedia;
}

it('asks for a picture of modest size, of the camera that was chosen', async () => {
  const stream = fakeStream(new FakeTrack());
  const getUserMedia = stubGetUserMedia(() => Promise.resolve(stream));
  expect(await openCamera('lid', () => undefined)).toBe(stream);
  expect(getUserMedia).toHaveBeenCalledWith({ video: cameraConstraints('lid') });
  expect(cameraConstraints('lid')).toMatchObject({
    deviceId: { exact: 'lid' },
    width: { ideal: 640 },
  });
  expect(cameraConstraints('')).not.toHaveProperty('deviceId');
});

it('takes any other when the chosen one is not there', async () => {
  const getUserMedia = stubGetUserMedia(() => Promise.resolve(fakeStream(new FakeTrack())));
  getUserMedia.mockRejectedValueOnce(new DOMException('deviceId', 'OverconstrainedError'));
  await openCamera('drawer', () => undefined);
  expect(getUserMedia).toHaveBeenLastCalledWith({ video: cameraConstraints('') });
});

it('tells when the camera goes away, and switches it off when it is let go', async () => {
  const track = new FakeTrack();
  stubGetUserMedia(() => Promise.resolve(fakeStream(track)));
  const lost = vi.fn();
  closeCamera(await openCamera('', lost));
  expect(track.readyState).toBe('ended');
  expect(lost).not.toHaveBeenCalled();
  track.dispatchEvent(new Event('ended'));
  expect(lost).toHaveBeenCalledOnce();
  closeCamera(null);
});

it.each([
  ['NotAllowedError', 'not allowed', 'Click the icon left of the address, allow the camera'],
  ['NotFoundError', 'No camera was found', 'Plug one in'],
  ['OverconstrainedError', 'No camera was found', 'Plug one in'],
  ['NotReadableError', 'could not be opened', 'Another program'],
  ['SomethingElse', 'could not be opened', 'Another program'],
])('says what %s means, and what helps', (name, message, hint) => {
  stubGetUserMedia(() => Promise.reject(new Error('never asked')));
  const trouble = explainCamera(new DOMException('no', name));
  expect(trouble.message).toContain(message);
  expect(trouble.hint).toContain(hint);
});

it('has words for what is no error at all', () => {
  expect(explainCamera('odd').message).toContain('could not be opened');
});
