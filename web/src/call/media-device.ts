/** Microphones and cameras alike: asking for one, what is in its way, its loss, letting it go. */

import { permissionHelp } from './permission-help';

export type Obstacle = 'denied' | 'missing' | 'busy';

const OBSTACLES: ReadonlyMap<string, Obstacle> = new Map([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
]);

/** What kept the browser from opening a device; undefined when that is none of what it may say. */
export function obstacleOf(cause: unknown): Obstacle | undefined {
  return OBSTACLES.get(cause instanceof Error ? cause.name : '');
}

/** Where this browser hides the microphone's permission, after it said no with that error. */
export function allowanceHint(cause: unknown): string {
  return permissionHelp(cause instanceof Error ? cause.message : '', navigator.userAgent);
}

/** `deviceId` is empty for the one the system prefers. */
export function deviceConstraint(deviceId: string): MediaTrackConstraints {
  return deviceId === '' ? {} : { deviceId: { exact: deviceId } };
}

/** One that is remembered may be at home in a drawer: any other is better than none. */
export async function openChosenOrAny(
  deviceId: string,
  constraintsFor: (deviceId: string) => MediaStreamConstraints,
): Promise<MediaStream> {
  const open = (id: string): Promise<MediaStream> =>
    navigator.mediaDevices.getUserMedia(constraintsFor(id));
  try {
    return await open(deviceId);
  } catch (error) {
    if (deviceId !== '' && obstacleOf(error) === 'missing') {
      return open('');
    }
    throw error;
  }
}

/** Calls back when the device is unplugged, never for our own `stop`. */
export function watchLoss(stream: MediaStream, onLost: () => void): void {
  for (const track of stream.getTracks()) {
    track.addEventListener('ended', onLost);
  }
}

/** Switches it off, and its light. */
export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}
