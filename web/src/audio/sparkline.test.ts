// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { Sparkline, sparkPoints } from './sparkline';

const context = {
  setTransform: vi.fn(),
  clearRect: vi.fn(),
  beginPath: vi.fn(),
  lineTo: vi.fn(),
  stroke: vi.fn(),
  fill: vi.fn(),
};

function canvas(): HTMLCanvasElement {
  const element = document.createElement('canvas');
  vi.spyOn(element, 'getContext').mockReturnValue(context as never);
  vi.spyOn(element, 'clientWidth', 'get').mockReturnValue(59);
  vi.spyOn(element, 'clientHeight', 'get').mockReturnValue(20);
  return element;
}

beforeEach(() => {
  vi.clearAllMocks();
});

it('puts the newest value to the right', () => {
  const points = sparkPoints([10, 20, 30], 60, 20);
  expect(points.map(([x]) => x)).toEqual([52, 56, 60]);
});

it('fills its whole width once there are enough values', () => {
  const points = sparkPoints(new Array<number>(31).fill(10), 60, 20);
  expect(points.map(([x]) => x).slice(0, 3)).toEqual([0, 2, 4]);
});

it('begins its scale at nought and fits the largest value', () => {
  const heights = sparkPoints([0, 100, 200], 59, 21.5).map(([, y]) => y);
  expect(heights).toEqual([20.75, 10.75, 0.75]);
});

it('does not blow small changes up', () => {
  const [y] = sparkPoints([6], 59, 21.5).map(([, height]) => height);
  expect(y).toBeCloseTo(0.75 + 20 * 0.9);
});

it('draws each value as it comes, and forgets those older than a minute', () => {
  const line = new Sparkline(canvas());
  for (let value = 0; value < 70; value += 1) {
    line.push(value);
  }
  context.lineTo.mockReset();
  line.push(70);
  // 60 points, and two corners to fill the area under them.
  expect(context.lineTo).toHaveBeenCalledTimes(62);
  line.dispose();
});

it('is empty after it was cleared', () => {
  const line = new Sparkline(canvas());
  line.push(1);
  context.stroke.mockReset();
  line.clear();
  expect(context.clearRect).toHaveBeenCalled();
  expect(context.stroke).not.toHaveBeenCalled();
  line.dispose();
});
