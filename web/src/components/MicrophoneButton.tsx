/** Opens and closes the microphone: by a press, or for as long as it is held. */

import type { KeyboardEvent, MouseEvent, PointerEvent, ReactNode } from 'react';
import type { Connection } from '../call/connection';
import { canTalk, isTalking } from '../hooks/usePushToTalk';
import { Icon } from './Icon';

export interface MicrophoneButtonProps {
  readonly connection: Connection;
  readonly pushToTalk: boolean;
  startStreaming(): void;
  stopStreaming(): void;
  takeMicrophone(): void;
}

export function MicrophoneButton(props: MicrophoneButtonProps): ReactNode {
  const { connection, pushToTalk } = props;
  if ('sessionId' in connection && connection.listenOnly) {
    return <MicrophoneWanted {...props} />;
  }
  return pushToTalk ? <HoldButton {...props} /> : <MuteButton {...props} />;
}

function MuteButton({
  connection,
  startStreaming,
  stopStreaming,
}: MicrophoneButtonProps): ReactNode {
  const talking = isTalking(connection);
  const muted = canTalk(connection) && !talking;
  return (
    <button
      type="button"
      className="control control-streaming"
      data-streaming={talking}
      data-muted={muted}
      data-testid="streaming-button"
      disabled={!canTalk(connection)}
      onClick={talking ? stopStreaming : startStreaming}
    >
      <span className="control-face">
        <Icon name={muted ? 'microphone-off' : 'microphone'} />
      </span>
      <span>
        {muted ? 'Unmute' : 'Mute'}
        <span className="visually-hidden">{muted ? '(start streaming)' : '(stop streaming)'}</span>
      </span>
    </button>
  );
}

/** Held by finger, mouse or key; whoever can do none of these presses it once to talk and once to stop. */
function HoldButton({
  connection,
  startStreaming,
  stopStreaming,
}: MicrophoneButtonProps): ReactNode {
  const talking = isTalking(connection);
  const hold = (event: PointerEvent<HTMLElement>): void => {
    // The finger may slide off the button and still mean it.
    event.currentTarget.setPointerCapture(event.pointerId);
    startStreaming();
  };
  const holdKey = (event: KeyboardEvent): void => {
    if (event.code === 'Space' || event.code === 'Enter') {
      event.preventDefault();
      if (!event.repeat) {
        startStreaming();
      }
    }
  };
  const press = ({ detail }: MouseEvent): void => {
    // No pointer was down: a screen reader or a switch pressed it.
    if (detail === 0) {
      (talking ? stopStreaming : startStreaming)();
    }
  };
  return (
    <button
      type="button"
      className="control control-streaming control-hold"
      data-streaming={talking}
      data-testid="streaming-button"
      aria-pressed={talking}
      disabled={!canTalk(connection)}
      onPointerDown={hold}
      onPointerUp={stopStreaming}
      onPointerCancel={stopStreaming}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={holdKey}
      onKeyUp={stopStreaming}
      onBlur={stopStreaming}
      onClick={press}
    >
      <span className="control-face">
        <Icon name="microphone" />
      </span>
      Hold to talk
    </button>
  );
}

function MicrophoneWanted({ takeMicrophone }: MicrophoneButtonProps): ReactNode {
  return (
    <button
      type="button"
      className="control control-streaming"
      data-testid="streaming-button"
      onClick={takeMicrophone}
    >
      <span className="control-face">
        <Icon name="microphone-off" />
      </span>
      Use microphone
    </button>
  );
}
