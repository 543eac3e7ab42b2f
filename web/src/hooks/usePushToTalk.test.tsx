// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LIVE } from '../../testing/connections';
import { type Connection, IDLE } from '../call/connection';
import { canTalk, isTalking, usePushToTalk } from './usePushToTalk';

const talking = { startStreaming: vi.fn(), stopStreaming: vi.fn() };
const MUTED: Connection = { ...LIVE, streaming: false };

beforeEach(() => {
  vi.clearAllMocks();
});

afterEach(cleanup);

function press(): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { code: 'Space' }));
}

function letGo(): void {
  window.dispatchEvent(new KeyboardEvent('keyup', { code: 'Space' }));
}

it('talks as long as the space bar is held', () => {
  const { rerender } = renderHook((connection) => usePushToTalk(connection, talking), {
    initialProps: MUTED,
  });
  press();
  expect(talking.startStreaming).toHaveBeenCalledOnce();
  rerender(LIVE);
  expect(talking.stopStreaming).not.toHaveBeenCalled();
  letGo();
  expect(talking.stopStreaming).toHaveBeenCalledOnce();
});

it.each<[string, Connection]>([
  ['there is no call', IDLE],
  ['the microphone is open anyway', LIVE],
  ['there is no microphone', { ...MUTED, listenOnly: true }],
])('does nothing when %s', (_, connection) => {
  renderHook(() => usePushToTalk(connection, talking));
  press();
  letGo();
  expect(talking.startStreaming).not.toHaveBeenCalled();
  expect(talking.stopStreaming).not.toHaveBeenCalled();
});

it('knows who can talk, and who does', () => {
  expect([IDLE, MUTED, LIVE].map(canTalk)).toEqual([false, true, true]);
  expect([IDLE, MUTED, LIVE].map(isTalking)).toEqual([false, false, true]);
});
