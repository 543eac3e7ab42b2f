import { expect, it } from 'vitest';
import type { ConnectionEvent } from './connection';
import { EventLog } from './event-log';
import { callFailure } from './failure';
import { logEvent } from './log-event';

it.each<[ConnectionEvent, object]>([
  [{ type: 'dialed', listenOnly: true }, { listenOnly: true }],
  [{ type: 'microphone-opened' }, {}],
  [{ type: 'streaming-switched', streaming: true }, { streaming: true }],
  [{ type: 'sound-blocked', blocked: true }, { blocked: true }],
  [
    { type: 'microphone-trouble', failure: callFailure('microphone-busy'), stillTalking: true },
    { reason: 'microphone-busy', stillTalking: true },
  ],
  [
    { type: 'line-lost', lost: callFailure('unreachable'), attempt: 2, at: 9 },
    { reason: 'unreachable', attempt: 2 },
  ],
  [
    { type: 'failed', failure: callFailure('busy') },
    { reason: 'busy', message: 'All lines are busy.' },
  ],
])('notes what matters of %j', (event, detail) => {
  const log = new EventLog();
  logEvent(log, event);
  expect(log.entries).toMatchObject([{ event: event.type, detail }]);
});

it('keeps the session to itself: who knows it could end the call', () => {
  const log = new EventLog();
  logEvent(log, { type: 'session-created', sessionId: 'secret', transport: 'webrtc' });
  expect(log.toText({})).not.toContain('secret');
});
