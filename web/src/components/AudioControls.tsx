/** What one does in a call: begin it, end it, be heard or not, set how loud the other side is. */

import type { ReactNode } from 'react';
import type { Connection } from '../call/connection';
import { Icon, type IconName } from './Icon';
import { MicrophoneButton } from './MicrophoneButton';
import { VolumeSlider } from './VolumeSlider';

export interface AudioControlsProps {
  readonly connection: Connection;
  readonly volume: number;
  readonly pushToTalk: boolean;
  /** Beside the microphone. */
  readonly children?: ReactNode;
  startCall(): void;
  endCall(): void;
  startStreaming(): void;
  stopStreaming(): void;
  takeMicrophone(): void;
  setVolume(volume: number): void;
}

export function AudioControls(props: AudioControlsProps): ReactNode {
  return (
    <div className="controls">
      <div className="control-group">
        <MicrophoneButton {...props} />
        {props.children}
      </div>
      <CallButton {...props} />
      <VolumeSlider volume={props.volume} setVolume={props.setVolume} />
    </div>
  );
}

interface CallButtonFace {
  readonly kind: 'start' | 'cancel' | 'end';
  readonly label: string;
  readonly icon: IconName;
}

const START: CallButtonFace = { kind: 'start', label: 'Start call', icon: 'call' };
const CANCEL: CallButtonFace = { kind: 'cancel', label: 'Cancel', icon: 'hang-up' };
const END: CallButtonFace = { kind: 'end', label: 'End call', icon: 'hang-up' };

const FACES: Readonly<Record<Connection['phase'], CallButtonFace>> = {
  idle: START,
  failed: START,
  asking: CANCEL,
  dialing: CANCEL,
  joining: CANCEL,
  live: END,
  interrupted: END,
  redialing: END,
};

/** Always the same element, so that the keyboard's focus stays where the person left it. */
function CallButton({ connection, startCall, endCall }: AudioControlsProps): ReactNode {
  const face = FACES[connection.phase];
  return (
    <button
      type="button"
      className="control control-call"
      data-kind={face.kind}
      data-testid="call-button"
      onClick={face.kind === 'start' ? startCall : endCall}
    >
      <span className="control-face">
        <Icon name={face.icon} />
      </span>
      {face.label}
    </button>
  );
}
