/** Puts events of a call into the log, without what nobody else should read: session URLs are passwords. */

import type { ConnectionEvent } from './connection';
import type { EventLog, LogDetail } from './event-log';

export function logEvent(log: EventLog, event: ConnectionEvent): void {
  log.note(event.type, detailOf(event));
}

function detailOf(event: ConnectionEvent): LogDetail {
  switch (event.type) {
    case 'dialed':
      return { listenOnly: event.listenOnly };
    case 'streaming-switched':
      return { streaming: event.streaming };
    case 'sound-blocked':
      return { blocked: event.blocked };
    case 'microphone-trouble':
      return { reason: event.failure.reason, stillTalking: event.stillTalking };
    case 'line-lost':
      return { reason: event.lost.reason, attempt: event.attempt };
    case 'failed':
      return { reason: event.failure.reason, message: event.failure.message };
    case 'session-created':
      // Not its id.
      return { transport: event.transport };
    case 'microphone-opened':
    case 'listening':
    case 'media-connected':
    case 'media-interrupted':
    case 'ended':
    case 'hung-up':
      return {};
  }
}
