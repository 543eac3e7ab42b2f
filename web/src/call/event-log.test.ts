import { beforeEach, expect, it, vi } from 'vitest';
import { EventLog } from './event-log';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 2, 3, 4, 5) });
  return () => {
    vi.useRealTimers();
  };
});

it('notes what happened, and when', () => {
  const log = new EventLog();
  log.note('dialed', { listenOnly: false });
  expect(log.entries).toEqual([
    { at: '2026-01-02T03:04:05.000Z', event: 'dialed', detail: { listenOnly: false } },
  ]);
});

it('forgets the oldest when it is full, and says how many', () => {
  const log = new EventLog(2);
  for (const event of ['one', 'two', 'three']) {
    log.note(event);
  }
  expect(log.entries.map(({ event }) => event)).toEqual(['two', 'three']);
  expect(JSON.parse(log.toText({}))).toMatchObject({ forgotten: 1 });
});

it('becomes a document that says what it is about', () => {
  const log = new EventLog();
  log.note('dialed');
  const document: unknown = JSON.parse(log.toText({ page: 'Jackfield', secure: true }));
  expect(document).toMatchObject({
    page: 'Jackfield',
    secure: true,
    events: [{ event: 'dialed' }],
  });
});
