// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LevelFrame } from '../audio/level-frame';
import { NEVER_HEARD_AFTER_MS } from '../audio/silence-watch';
import { Broadcast } from '../call/feed';
import { type Listening, useSilenceHint } from './useSilenceHint';

const levels = new Broadcast<LevelFrame | null>();

function hear(peak: number): void {
  const level = { rms: peak, peak };
  act(() => levels.publish({ microphone: level, echo: level }));
}

function hint(initialProps: Listening) {
  return renderHook((listening: Listening) => useSilenceHint(levels, listening), { initialProps });
}

const OPEN: Listening = { isStreaming: true, microphoneId: '' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  return () => {
    vi.useRealTimers();
  };
});

afterEach(cleanup);

it('worries when nothing comes from an open microphone, until something does', () => {
  const { result } = hint(OPEN);
  hear(0);
  expect(result.current).toBe(false);
  vi.advanceTimersByTime(NEVER_HEARD_AFTER_MS);
  hear(0);
  expect(result.current).toBe(true);
  hear(0.3);
  expect(result.current).toBe(false);
});

it('does not worry about a microphone that is closed', () => {
  const { result, rerender } = hint(OPEN);
  hear(0);
  vi.advanceTimersByTime(NEVER_HEARD_AFTER_MS);
  hear(0);
  rerender({ ...OPEN, isStreaming: false });
  expect(result.current).toBe(false);
  hear(0);
  expect(result.current).toBe(false);
});

it('gives another microphone another chance', () => {
  const { result, rerender } = hint(OPEN);
  hear(0);
  vi.advanceTimersByTime(NEVER_HEARD_AFTER_MS);
  hear(0);
  rerender({ ...OPEN, microphoneId: 'headset' });
  hear(0);
  expect(result.current).toBe(false);
});
