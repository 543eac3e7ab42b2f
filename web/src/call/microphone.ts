/** The microphone: asking for it, processing it, muting it, letting it go. */

import { CallError, callFailure, type FailureReason } from './failure';

/** What the browser does to the microphone's signal before it is sent. */
export interface AudioProcessing {
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

/** Opus runs at 48 kHz, and one voice is mono; `ideal`, because a headset may offer neither. */
const IDEAL_SAMPLE_RATE_HZ = 48_000;
const IDEAL_CHANNEL_COUNT = 1;

export function audioConstraints(processing: AudioProcessing): MediaTrackConstraints {
  return {
    echoCancellation: processing.echoCancellation,
    noiseSuppression: processing.noiseSuppression,
    autoGainControl: processing.autoGainControl,
    sampleRate: { ideal: IDEAL_SAMPLE_RATE_HZ },
    channelCount: { ideal: IDEAL_CHANNEL_COUNT },
  };
}

export class Microphone {
  readonly stream: MediaStream;

  constructor(stream: MediaStream, onLost: () => void) {
    this.stream = stream;
    for (const track of stream.getTracks()) {
      // Fires when the device is unplugged, never for our own `stop`.
      track.addEventListener('ended', onLost);
    }
  }

  /** While closed, the server receives silence and the browser shows the microphone as muted. */
  setOpen(open: boolean): void {
    for (const track of this.stream.getTracks()) {
      track.enabled = open;
    }
  }

  release(): void {
    for (const track of this.stream.getTracks()) {
      track.stop();
    }
  }
}

export async function openMicrophone(
  processing: AudioProcessing,
  onLost: () => void,
): Promise<Microphone> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: audioConstraints(processing),
    });
    return new Microphone(stream, onLost);
  } catch (cause) {
    throw new CallError(callFailure(reasonOf(cause)), { cause });
  }
}

const REASON_OF_NAME: ReadonlyMap<string, Exclude<FailureReason, 'reported'>> = new Map([
  ['NotAllowedError', 'microphone-denied'],
  ['SecurityError', 'microphone-denied'],
  ['NotFoundError', 'microphone-missing'],
  ['OverconstrainedError', 'microphone-missing'],
  ['NotReadableError', 'microphone-busy'],
  ['AbortError', 'microphone-busy'],
]);

function reasonOf(cause: unknown): Exclude<FailureReason, 'reported'> {
  const name = cause instanceof Error ? cause.name : '';
  return REASON_OF_NAME.get(name) ?? 'unexpected';
}
