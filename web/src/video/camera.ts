/** The camera: asking for it, and what is in its way. */

import {
  allowanceHint,
  deviceConstraint,
  type Obstacle,
  obstacleOf,
  openChosenOrAny,
  release,
  watchLoss,
} from '../call/media-device';

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
    ...deviceConstraint(cameraId),
    width: { ideal: IDEAL_WIDTH },
    height: { ideal: IDEAL_HEIGHT },
    frameRate: { max: FRAMES_PER_SECOND },
  };
}

/** Rejects with what the browser says. */
export async function openCamera(cameraId: string, onLost: () => void): Promise<MediaStream> {
  const camera = await openChosenOrAny(cameraId, (id) => ({ video: cameraConstraints(id) }));
  watchLoss(camera, onLost);
  return camera;
}

export function closeCamera(camera: MediaStream | null): void {
  if (camera !== null) {
    release(camera);
  }
}

export const CAMERA_LOST: CameraTrouble = {
  message: 'The camera went away.',
  hint: 'Plug it back in, then press “Camera”.',
};

const TROUBLES: Readonly<Record<Exclude<Obstacle, 'denied'>, CameraTrouble>> = {
  missing: {
    message: 'No camera was found.',
    hint: 'Plug one in, or switch it on in the system settings, then press “Camera” again.',
  },
  busy: {
    message: 'The camera could not be opened.',
    hint: 'Another program may be using it: close that one, then press “Camera” again.',
  },
};

export function explainCamera(cause: unknown): CameraTrouble {
  const obstacle = obstacleOf(cause) ?? 'busy';
  if (obstacle !== 'denied') {
    return TROUBLES[obstacle];
  }
  // Browsers keep both permissions in the same place.
  const hint = allowanceHint(cause).replaceAll('microphone', 'camera');
  return { message: 'The browser was not allowed to use your camera.', hint };
}
