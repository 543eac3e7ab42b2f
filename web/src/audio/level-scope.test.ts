// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { barHeight, LevelScope } from './level-scope';

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly alpha: number;
}

const WIDTH = 100;
const HEIGHT = 50;
const bars: Bar[] = [];
let pictures: FrameRequestCallback[] = [];

function fakeCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const context = {
    globalAlpha: 1,
    setTransform: () => undefined,
    clearRect: () => {
      bars.length = 0;
    },
    beginPath: () => undefined,
    fill: () => undefined,
    roundRect(x: number, y: number, _width: number, height: number) {
      bars.push({ x, y, height, alpha: context.globalAlpha });
    },
  };
  Object.defineProperties(canvas, {
    clientWidth: { value: WIDTH },
    clientHeight: { value: HEIGHT },
    getContext: { value: () => context },
  });
  return canvas;
}

/** Shows the pictures that were asked for, `at` milliseconds. */
function show(at: number): void {
  const due = pictures;
  pictures = [];
  for (const picture of due) {
    picture(at);
  }
}

beforeEach(() => {
  bars.length = 0;
  pictures = [];
  vi.stubGlobal('requestAnimationFrame', (picture: FrameRequestCallback) => pictures.push(picture));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});

function stubReducedMotion(matches: boolean): void {
  vi.stubGlobal('matchMedia', (query: string) =>
    Object.assign(new EventTarget(), { matches: matches && query.includes('reduced-motion') }),
  );
}

const LOUD = { rms: 0.5, peak: 1 };

function tallest(): number {
  return Math.max(...bars.map(({ height }) => height));
}

it('maps loudness to height, with a dot for silence', () => {
  expect(barHeight(0, HEIGHT)).toBe(2.5);
  expect(barHeight(1, HEIGHT)).toBeCloseTo(HEIGHT);
  expect(barHeight(0.1, HEIGHT)).toBeGreaterThan(barHeight(0.01, HEIGHT));
});

it('draws nothing before there is anything to draw', () => {
  stubReducedMotion(false);
  new LevelScope(fakeCanvas(), 'up');
  show(0);
  expect(pictures).toEqual([]);
});

it.each([
  ['up', (bar: Bar) => bar.y + bar.height, HEIGHT],
  ['down', (bar: Bar) => bar.y, 0],
] as const)('grows %s from the line in the middle', (growth, root, line) => {
  stubReducedMotion(false);
  const scope = new LevelScope(fakeCanvas(), growth);
  scope.push(LOUD);
  show(0);
  expect(bars.length).toBeGreaterThan(WIDTH / 5);
  expect(bars.map(root).every((y) => Math.abs(y - line) < 1e-9)).toBe(true);
});

it('shows peaks pale behind the loudness', () => {
  stubReducedMotion(false);
  const scope = new LevelScope(fakeCanvas(), 'up');
  for (let index = 0; index < 5; index += 1) {
    scope.push(LOUD);
  }
  show(0);
  const pale = bars.filter(({ alpha }) => alpha < 1).map(({ height }) => height);
  const solid = bars.filter(({ alpha }) => alpha === 1).map(({ height }) => height);
  expect(Math.max(...pale)).toBeCloseTo(HEIGHT);
  expect(Math.max(...solid)).toBeCloseTo(barHeight(0.5, HEIGHT));
});

it('moves to the left as time passes', () => {
  stubReducedMotion(false);
  const scope = new LevelScope(fakeCanvas(), 'up');
  const rightmostLoud = (): number =>
    Math.max(...bars.filter(({ height }) => height > 10).map(({ x }) => x));
  for (let index = 0; index < 4; index += 1) {
    scope.push(LOUD);
  }
  show(0);
  const before = rightmostLoud();
  for (let index = 0; index < 10; index += 1) {
    scope.push({ rms: 0, peak: 0 });
  }
  show(300);
  expect(rightmostLoud()).toBeLessThan(before);
});

it('keeps the last picture when the call ends, and begins a new one with the next', () => {
  stubReducedMotion(false);
  const scope = new LevelScope(fakeCanvas(), 'up');
  for (let index = 0; index < 4; index += 1) {
    scope.push(LOUD);
  }
  show(0);
  scope.finish();
  show(16);
  expect(pictures).toEqual([]);
  expect(tallest()).toBeGreaterThan(10);
  scope.push({ rms: 0, peak: 0 });
  show(9_000);
  expect(tallest()).toBe(2.5);
});

it('redraws once a second for people who want less motion', () => {
  stubReducedMotion(true);
  const scope = new LevelScope(fakeCanvas(), 'up');
  scope.push({ rms: 0, peak: 0 });
  show(0);
  for (let index = 0; index < 20; index += 1) {
    scope.push(LOUD);
  }
  show(500);
  expect(tallest()).toBe(2.5);
  show(1_000);
  expect(tallest()).toBeGreaterThan(10);
});

it('asks for no more pictures once it is disposed of', () => {
  stubReducedMotion(false);
  const cancelled: number[] = [];
  vi.stubGlobal('cancelAnimationFrame', (id: number) => cancelled.push(id));
  const scope = new LevelScope(fakeCanvas(), 'up');
  scope.push(LOUD);
  scope.dispose();
  expect(cancelled).toContain(1);
});
