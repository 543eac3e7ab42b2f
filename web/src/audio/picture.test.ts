// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { Picture, type Sheet } from './picture';

const context = { setTransform: vi.fn(), clearRect: vi.fn() };
const dark = Object.assign(new EventTarget(), { matches: false });
const paint = vi.fn<(sheet: Sheet) => void>();

function canvas(): HTMLCanvasElement {
  const element = document.createElement('canvas');
  vi.spyOn(element, 'getContext').mockReturnValue(context as never);
  vi.spyOn(element, 'clientWidth', 'get').mockReturnValue(60);
  vi.spyOn(element, 'clientHeight', 'get').mockReturnValue(20);
  return element;
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal('matchMedia', () => dark);
  vi.stubGlobal('devicePixelRatio', 2);
});

it('is painted in CSS pixels, on an empty sheet', () => {
  const picture = new Picture(canvas(), paint);
  picture.draw();
  expect(context.setTransform).toHaveBeenCalledWith(2, 0, 0, 2, 0, 0);
  expect(context.clearRect).toHaveBeenCalledWith(0, 0, 60, 20);
  expect(paint.mock.lastCall?.[0]).toMatchObject({ width: 60, height: 20 });
  picture.dispose();
});

it('is painted anew, sharp and in the new colour, when the scheme changes', () => {
  const element = canvas();
  document.body.append(element);
  const picture = new Picture(element, paint);
  element.style.color = 'red';
  dark.dispatchEvent(new Event('change'));
  expect([element.width, element.height]).toEqual([120, 40]);
  expect(paint.mock.lastCall?.[0].color).toBe('red');
  picture.dispose();
});

it('is left alone once it is disposed of', () => {
  const picture = new Picture(canvas(), paint);
  picture.dispose();
  dark.dispatchEvent(new Event('change'));
  expect(paint).not.toHaveBeenCalled();
});

it('is not painted where there is no way to', () => {
  const element = canvas();
  vi.spyOn(element, 'getContext').mockReturnValue(null);
  new Picture(element, paint).draw();
  expect(paint).not.toHaveBeenCalled();
});
