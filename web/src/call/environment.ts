/** What a browser and an address must offer before a call can be thought of. */

import { type CallFailure, callFailure } from './failure';

const NEEDED_GLOBALS = ['RTCPeerConnection', 'AudioContext', 'AudioWorkletNode'] as const;

/** The reason why no call can be made from here, or null when one can. */
export function environmentFailure(scope: typeof globalThis = globalThis): CallFailure | null {
  // First: an insecure page lacks the other things too, but that is not their fault.
  if (!scope.isSecureContext) {
    return callFailure('insecure-origin');
  }
  const complete =
    NEEDED_GLOBALS.every((name) => name in scope) && 'mediaDevices' in scope.navigator;
  return complete ? null : callFailure('unsupported-browser');
}
