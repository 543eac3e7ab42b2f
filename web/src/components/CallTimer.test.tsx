// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { CallTimer, formatDuration } from './CallTimer';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it.each([
  [0, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_599_000, '59:59'],
  [3_661_000, '1:01:01'],
  [-5_000, '0:00'],
])('writes %d ms as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

it('counts the seconds of a call', () => {
  vi.useFakeTimers({ now: 100_000 });
  render(<CallTimer since={95_000} />);
  expect(screen.getByTestId('call-timer').textContent).toBe('0:05');
  act(() => vi.advanceTimersByTime(2_000));
  expect(screen.getByTestId('call-timer').textContent).toBe('0:07');
});
