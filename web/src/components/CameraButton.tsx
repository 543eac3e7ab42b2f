/** Shows the others one's own picture, and takes it away again. */

import type { ReactNode } from 'react';
import type { PictureStore } from '../stores/pictureStore';
import { Icon } from './Icon';
import '../styles/camera.css';

export interface CameraButtonProps
  extends Pick<PictureStore, 'camera' | 'canShow' | 'switchCamera'> {
  readonly isInCall: boolean;
}

export function CameraButton(props: CameraButtonProps): ReactNode {
  const { camera, canShow, isInCall, switchCamera } = props;
  const isOff = camera === 'off';
  const carriesNone = isInCall && !canShow;
  return (
    <button
      type="button"
      className="control control-streaming control-camera"
      data-streaming={camera === 'on'}
      data-testid="camera-button"
      aria-pressed={!isOff}
      // One that is on can be switched off whatever the connection does.
      disabled={isOff && !canShow}
      title={carriesNone ? 'This connection carries no pictures' : undefined}
      onClick={switchCamera}
    >
      <span className="control-face">
        <Icon name={isOff ? 'camera-off' : 'camera'} />
      </span>
      Camera
    </button>
  );
}
