/** The microphone: asking for it, processing it, muting it, letting it go. */

import { CallError, type CallFailure, callFailure } from './failure';
import {
  allowanceHint,
  deviceConstraint,
  obstacleOf,
  openChosenOrAny,
  release,
  watchLoss,
} from './media-device';

/** What the browser does to the microphone's signal before it is sent. */
export interface AudioProcessing {
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

/** Which microphone, and what to do with its signal. */
export interface MicrophoneChoice extends AudioProcessing {
  /** Empty for the one the system prefers. */
  readonly microphoneId: string;
}

/** Opus runs at 48 kHz, and one voice is mono; `ideal`, because a headset may offer neither. */
const IDEAL_SAMPLE_RATE_HZ = 48_000;
const IDEAL_CHANNEL_COUNT = 1;

export function audioConstraints(choice: MicrophoneChoice): MediaTrackConstraints {
  return {
    ...deviceConstraint(choice.microphoneId),
    echoCancellation: choice.echoCancellation,
    noiseSuppression: choice.noiseSuppression,
    autoGainControl: choice.autoGainControl,
    sampleRate: { ideal: IDEAL_SAMPLE_RATE_HZ },
    channelCount: { ideal: IDEAL_CHANNEL_COUNT },
  };
}

export class Microphone {
  readonly stream: MediaStream;

  constructor(stream: MediaStream, onLost: () => void) {
    this.stream = stream;
    watchLoss(stream, onLost);
  }

  /** While closed, the server receives silence and the browser shows the microphone as muted. */
  setOpen(open: boolean): void {
    for (const track of this.stream.getTracks()) {
      track.enabled = open;
    }
  }

  release(): void {
    release(this.stream);
  }
}

export async function openMicrophone(
  choice: MicrophoneChoice,
  onLost: () => void,
): Promise<Microphone> {
  const constraintsFor = (microphoneId: string): MediaStreamConstraints => ({
    audio: audioConstraints({ ...choice, microphoneId }),
  });
  try {
    return new Microphone(await openChosenOrAny(choice.microphoneId, constraintsFor), onLost);
  } catch (cause) {
    throw new CallError(failureOf(cause), { cause });
  }
}

function failureOf(cause: unknown): CallFailure {
  const obstacle = obstacleOf(cause);
  if (obstacle === undefined) {
    return callFailure('unexpected');
  }
  return obstacle === 'denied'
    ? callFailure('microphone-denied', { hint: allowanceHint(cause) })
    : callFailure(`microphone-${obstacle}`);
}
