import { beforeEach, expect, it, vi } from 'vitest';
import { WhipError } from '../whip/whip-error';
import {
  ConnectionWatch,
  JOIN_TIMEOUT_MS,
  type PathEvents,
  RESTART_AFTER_MS,
  RESTORE_TIMEOUT_MS,
} from './connection-watch';

const seen: string[] = [];
const events: PathEvents = {
  connected: () => seen.push('connected'),
  interrupted: () => seen.push('interrupted'),
  lost: (why) => seen.push(`lost: ${why}`),
};

async function restart(): Promise<void> {
  seen.push('restart');
}

beforeEach(() => {
  vi.useFakeTimers();
  seen.length = 0;
  return () => {
    vi.useRealTimers();
  };
});

it('says once that audio flows', () => {
  const watch = new ConnectionWatch(events, restart);
  watch.changed('connecting');
  watch.changed('connected');
  watch.changed('connected');
  expect(seen).toEqual(['connected']);
});

it('gives up on a path that never opens', () => {
  new ConnectionWatch(events, restart);
  vi.advanceTimersByTime(JOIN_TIMEOUT_MS);
  expect(seen).toEqual(['lost: media-blocked']);
});

it('does not wait for the deadline when the browser has given up before it', () => {
  new ConnectionWatch(events, restart).changed('failed');
  expect(seen).toEqual(['lost: media-blocked']);
});

it('lets a short interruption heal without a restart', () => {
  const watch = new ConnectionWatch(events, restart);
  watch.changed('connected');
  watch.changed('disconnected');
  vi.advanceTimersByTime(RESTART_AFTER_MS - 1);
  watch.changed('connected');
  vi.advanceTimersByTime(RESTORE_TIMEOUT_MS);
  expect(seen).toEqual(['connected', 'interrupted', 'connected']);
});

it('restarts ICE when an interruption lasts', () => {
  const watch = new ConnectionWatch(events, restart);
  watch.changed('connected');
  watch.changed('disconnected');
  vi.advanceTimersByTime(RESTART_AFTER_MS);
  watch.changed('connected');
  expect(seen).toEqual(['connected', 'interrupted', 'restart', 'connected']);
});

it('restarts at once when the browser calls the path failed', () => {
  const watch = new ConnectionWatch(events, restart);
  watch.changed('connected');
  watch.changed('failed');
  vi.advanceTimersByTime(0);
  expect(seen).toEqual(['connected', 'interrupted', 'restart']);
});

it('restarts once when disconnected becomes failed', () => {
  const watch = new ConnectionWatch(events, restart);
  watch.changed('connected');
  watch.changed('disconnected');
  watch.changed('failed');
  vi.advanceTimersByTime(RESTART_AFTER_MS);
  expect(seen).toEqual(['connected', 'interrupted', 'restart']);
});

it('calls the connection lost when no restart brings it back', () => {
  const watch = new ConnectionWatch(events, restart);
  watch.changed('connected');
  watch.changed('disconnected');
  vi.advanceTimersByTime(RESTORE_TIMEOUT_MS);
  expect(seen.at(-1)).toBe('lost: connection-lost');
});

it('knows from a refused restart that the server has forgotten the call', async () => {
  const gone = new WhipError('404', { reason: 'gone' });
  const watch = new ConnectionWatch(events, () => Promise.reject(gone));
  watch.changed('connected');
  watch.changed('failed');
  await vi.advanceTimersByTimeAsync(0);
  expect(seen.at(-1)).toBe('lost: forgotten');
});

it('keeps waiting when a restart fails for another reason', async () => {
  const unreachable = new WhipError('no answer', { reason: 'unreachable' });
  const watch = new ConnectionWatch(events, () => Promise.reject(unreachable));
  watch.changed('connected');
  watch.changed('failed');
  await vi.advanceTimersByTimeAsync(RESTORE_TIMEOUT_MS - 1);
  expect(seen.at(-1)).toBe('interrupted');
  watch.changed('connected');
  expect(seen.at(-1)).toBe('connected');
});

it('says nothing once stopped', () => {
  const watch = new ConnectionWatch(events, restart);
  watch.stop();
  watch.changed('connected');
  watch.endedByServer();
  vi.advanceTimersByTime(JOIN_TIMEOUT_MS);
  expect(seen).toEqual([]);
});
