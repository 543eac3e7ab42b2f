// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { type ReactNode, useRef } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FLOOR_DB } from '../audio/decibels';
import type { LevelFrame } from '../audio/level-frame';
import { Broadcast } from '../call/feed';
import { useLevelMeter } from './useLevelMeter';

const levels = new Broadcast<LevelFrame | null>();
const renders = vi.fn();

function Probe(): ReactNode {
  const meter = useRef<HTMLMeterElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useLevelMeter(levels, 'echo', 'down', { meter, canvas });
  renders();
  return (
    <>
      <meter ref={meter} min={FLOOR_DB} max={0} />
      <canvas ref={canvas} />
    </>
  );
}

function frame(echo: number): LevelFrame {
  return { microphone: { rms: 1, peak: 1 }, echo: { rms: echo, peak: echo } };
}

function meter(): HTMLMeterElement {
  return screen.getByRole('meter');
}

/** Read from the attribute: happy-dom's property knows no range but 0 to 1. */
function positionOf(element: Element | null): number {
  return Number(element?.getAttribute('value'));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.advanceTimersByTime(10_000);
  renders.mockReset();
  return () => {
    vi.useRealTimers();
  };
});

afterEach(cleanup);

it('shows the level of its own channel in decibels, without rendering', () => {
  render(<Probe />);
  const before = renders.mock.calls.length;
  levels.publish(frame(0.1));
  expect(positionOf(meter())).toBeCloseTo(-20);
  expect(meter().getAttribute('aria-valuetext')).toBe('-20 decibels');
  expect(renders).toHaveBeenCalledTimes(before);
});

it('changes its words at most once a second', () => {
  render(<Probe />);
  levels.publish(frame(0.1));
  vi.advanceTimersByTime(500);
  levels.publish(frame(1));
  expect(positionOf(meter())).toBe(0);
  expect(meter().getAttribute('aria-valuetext')).toBe('-20 decibels');
  vi.advanceTimersByTime(500);
  levels.publish(frame(1));
  expect(meter().getAttribute('aria-valuetext')).toBe('0 decibels');
});

it('rests when the call is over', () => {
  render(<Probe />);
  levels.publish(frame(1));
  levels.publish(null);
  expect(positionOf(meter())).toBe(FLOOR_DB);
  expect(meter().getAttribute('aria-valuetext')).toBe('silent');
});

it('stops listening when it is taken off the page', () => {
  const { container, unmount } = render(<Probe />);
  const element = container.querySelector('meter');
  unmount();
  levels.publish(frame(1));
  expect(positionOf(element)).toBe(FLOOR_DB);
});
