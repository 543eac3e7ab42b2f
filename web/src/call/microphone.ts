/** The microphone: asking for it, processing it, muting it, letting it go. */

import { CallError, type CallFailure, callFailure, type FailureReason } from './failure';
import { permissionHelp } from './permission-help';

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
    ...(choice.microphoneId === '' ? {} : { deviceId: { exact: choice.microphoneId } }),
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
  choice: MicrophoneChoice,
  onLost: () => void,
): Promise<Microphone> {
  try {
    return new Microphone(await chosenOrAny(choice), onLost);
  } catch (cause) {
    throw new CallError(failureOf(cause), { cause });
  }
}

/** A device that is remembered may be at home in a drawer: any other is better than none. */
async function chosenOrAny(choice: MicrophoneChoice): Promise<MediaStream> {
  try {
    return await ask(choice);
  } catch (error) {
    if (choice.microphoneId !== '' && reasonOf(error) === 'microphone-missing') {
      return ask({ ...choice, microphoneId: '' });
    }
    throw error;
  }
}

function ask(choice: MicrophoneChoice): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ audio: audioConstraints(choice) });
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

function failureOf(cause: unknown): CallFailure {
  const reason = reasonOf(cause);
  return reason === 'microphone-denied'
    ? callFailure(reason, { hint: permissionHelp(messageOf(cause), navigator.userAgent) })
    : callFailure(reason);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : '';
}
