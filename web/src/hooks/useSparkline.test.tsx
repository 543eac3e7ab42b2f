// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { type ReactNode, useRef } from 'react';
import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import { Sparkline } from '../audio/sparkline';
import { Broadcast } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';
import { useSparkline } from './useSparkline';

const quality = new Broadcast<LinkQuality | null>();
const READING: LinkQuality = { roundTripMs: 20, bufferMs: 30, jitterMs: 1, loss: 0, concealed: 0 };
const renders = vi.fn();
let push: MockInstance<Sparkline['push']>;
let clear: MockInstance<Sparkline['clear']>;

function Probe(): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSparkline(quality, canvas);
  renders();
  return <canvas ref={canvas} />;
}

beforeEach(() => {
  renders.mockReset();
  push = vi.spyOn(Sparkline.prototype, 'push');
  clear = vi.spyOn(Sparkline.prototype, 'clear');
});

afterEach(cleanup);

it('draws the delay without rendering', () => {
  render(<Probe />);
  quality.publish(READING);
  quality.publish({ ...READING, roundTripMs: null });
  expect(push.mock.calls).toEqual([[50]]);
  expect(renders).toHaveBeenCalledOnce();
});

it('is empty when the call is over, and deaf when it is off the page', () => {
  const { unmount } = render(<Probe />);
  quality.publish(null);
  expect(clear).toHaveBeenCalledOnce();
  unmount();
  quality.publish(READING);
  expect(push).not.toHaveBeenCalled();
});
