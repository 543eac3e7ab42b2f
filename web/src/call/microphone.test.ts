import { expect, it, vi } from 'vitest';
import { FakeTrack, fakeStream } from '../../testing/fakes';
import { CallError } from './failure';
import { audioConstraints, Microphone, openMicrophone } from './microphone';

const PLAIN = {
  microphoneId: '',
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: true,
};

function stubGetUserMedia(answer: () => Promise<MediaStream>): ReturnType<typeof vi.fn> {
  const getUserMedia = vi.fn(answer);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia }, userAgent: 'Firefox/153.0' });
  return getUserMedia;
}

it('asks for one voice at the rate of Opus, processed as the person wants', () => {
  expect(audioConstraints(PLAIN)).toEqual({
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: true,
    sampleRate: { ideal: 48_000 },
    channelCount: { ideal: 1 },
  });
});

it('opens the microphone with those constraints', async () => {
  const stream = fakeStream(new FakeTrack());
  const getUserMedia = stubGetUserMedia(() => Promise.resolve(stream));
  const microphone = await openMicrophone(PLAIN, () => undefined);
  expect(microphone.stream).toBe(stream);
  expect(getUserMedia).toHaveBeenCalledWith({ audio: audioConstraints(PLAIN) });
});

it.each([
  ['NotAllowedError', 'microphone-denied'],
  ['SecurityError', 'microphone-denied'],
  ['NotFoundError', 'microphone-missing'],
  ['OverconstrainedError', 'microphone-missing'],
  ['NotReadableError', 'microphone-busy'],
  ['AbortError', 'microphone-busy'],
  ['InvalidStateError', 'unexpected'],
])('explains %s as %s', async (name, reason) => {
  const cause = new DOMException('no', name);
  stubGetUserMedia(() => Promise.reject(cause));
  const error: unknown = await openMicrophone(PLAIN, () => undefined).catch((reason) => reason);
  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({ cause, failure: { reason } });
});

it('is muted by its track, and heard again', () => {
  const track = new FakeTrack();
  const microphone = new Microphone(fakeStream(track), () => undefined);
  microphone.setOpen(false);
  expect(track.enabled).toBe(false);
  microphone.setOpen(true);
  expect(track.enabled).toBe(true);
});

it('tells when the device goes away, and stops when it is let go', () => {
  const track = new FakeTrack();
  const lost = vi.fn();
  const microphone = new Microphone(fakeStream(track), lost);
  microphone.release();
  expect(track.readyState).toBe('ended');
  expect(lost).not.toHaveBeenCalled();
  track.dispatchEvent(new Event('ended'));
  expect(lost).toHaveBeenCalledOnce();
});

it('asks for the microphone that was chosen', async () => {
  const getUserMedia = stubGetUserMedia(() => Promise.resolve(fakeStream(new FakeTrack())));
  await openMicrophone({ ...PLAIN, microphoneId: 'desk' }, () => undefined);
  expect(getUserMedia.mock.calls).toMatchObject([[{ audio: { deviceId: { exact: 'desk' } } }]]);
});

it('takes any other when the chosen one is not there', async () => {
  const stream = fakeStream(new FakeTrack());
  const getUserMedia = stubGetUserMedia(() => Promise.resolve(stream));
  getUserMedia.mockRejectedValueOnce(new DOMException('deviceId', 'OverconstrainedError'));
  const microphone = await openMicrophone({ ...PLAIN, microphoneId: 'drawer' }, () => undefined);
  expect(microphone.stream).toBe(stream);
  expect(getUserMedia).toHaveBeenLastCalledWith({ audio: audioConstraints(PLAIN) });
});

it('does not ask again when it was denied', async () => {
  const denied = new DOMException('no', 'NotAllowedError');
  const getUserMedia = stubGetUserMedia(() => Promise.reject(denied));
  const asked = openMicrophone({ ...PLAIN, microphoneId: 'desk' }, () => undefined);
  await expect(asked).rejects.toMatchObject({ failure: { reason: 'microphone-denied' } });
  expect(getUserMedia).toHaveBeenCalledOnce();
});

it('says where this browser hides the permission', async () => {
  stubGetUserMedia(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
  await expect(openMicrophone(PLAIN, () => undefined)).rejects.toMatchObject({
    failure: { hint: expect.stringContaining('crossed-out microphone') },
  });
});
