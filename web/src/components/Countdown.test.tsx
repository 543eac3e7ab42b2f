// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Countdown } from './Countdown';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('counts down to the moment, and says when it has come', () => {
  vi.useFakeTimers({ now: 0 });
  const { container } = render(<Countdown until={2_000} />);
  expect(container.textContent).toBe(' in 2 s');
  act(() => void vi.advanceTimersByTime(1_000));
  expect(container.textContent).toBe(' in 1 s');
  act(() => void vi.advanceTimersByTime(1_000));
  expect(container.textContent).toBe(' now');
});
