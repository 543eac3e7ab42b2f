/** The camera: asking for it, and what is in its way. */

import { permissionHelp } from '../call/permission-help';

/** As large as a few people beside each other need it; phones encode it without getting hot. */
const IDEAL_WIDTH = 640;
const IDEAL_HEIGHT = 360;
const FRAMES_PER_SECOND = 24;

export interface CameraTrouble {
  /** What happened, in one sentence. */
  readonly message: string;
  /** What to do now, in one sentence. */
  readonly hint: string;
}

/** `cameraId` is empty for the one the system prefers. */
export function cameraConstraints(cameraId: string): MediaTrackConstraints {
  return {
    ...(cameraId === '' ? {} : { deviceId: { exact: cameraId } }),
    width: { ideal: IDEAL_WIDTH },
    height: { ideal: IDEAL_HEIGHT },
    frameRate: { max: FRAMES_PER_SECOND },
  };
}

/** Rejects with what the browser says. */
export async function openCamera(cameraId: string, onLost: () => void): Promise<MediaStream> {
  const camera = await chosenOrAny(cameraId);
  for (const track of camera.getTracks()) {
    // Fires when the device is unplugged, never for our own `stop`.
    track.addEventListener('ended', onLost);
  }
  return camera;
}

/** Switches it off, and its light. */
export function closeCamera(camera: MediaStream | null): void {
  for (const track of camera?.getTracks() ?? []) {
    track.stop();
  }
}

export const CAMERA_LOST: CameraTrouble = {
  message: 'The camera went away.',
  hint: 'Plug it back in, then press “Camera”.',
};

const MISSING: CameraTrouble = {
  message: 'No camera was found.',
  hint: 'Plug one in, or switch it on in the system settings, then press “Camera” again.',
};
const BUSY: CameraTrouble = {
  message: 'The camera could not be opened.',
  hint: 'Another program may be using it: close that one, then press “Camera” again.',
};

const TROUBLES: ReadonlyMap<string, CameraTrouble> = new Map([
  ['NotFoundError', MISSING],
  ['OverconstrainedError', MISSING],
  ['NotReadableError', BUSY],
  ['AbortError', BUSY],
]);

export function explainCamera(cause: unknown): CameraTrouble {
  const { name, message } = cause instanceof Error ? cause : { name: '', message: '' };
  if (name === 'NotAllowedError' || name === 'SecurityError') {
    // Browsers keep both permissions in the same place.
    const hint = permissionHelp(message, navigator.userAgent).replaceAll('microphone', 'camera');
    return { message: 'The browser was not allowed to use your camera.', hint };
  }
  return TROUBLES.get(name) ?? BUSY;
}

/** One that is remembered may be at home in a drawer: any other is better than none. */
async function chosenOrAny(cameraId: string): Promise<MediaStream> {
  try {
    return await ask(cameraId);
  } catch (error) {
    if (cameraId !== '' && explainCamera(error) === MISSING) {
      return ask('');
    }
    throw error;
  }
}

function ask(cameraId: string): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ video: cameraConstraints(cameraId) });
}
