/** Draws the last minute of one figure as a small line, outside React. */

import { Picture, type Sheet } from './picture';

/** One value a second. */
const CAPACITY = 60;
const LINE_WIDTH = 1.5;
const AREA_OPACITY = 0.14;
/** A young line is drawn as if it had begun this many seconds ago, not as a dot in a corner. */
const MIN_SPAN = 15;
/** Under this a line that moves is noise: the scale never gets finer. */
const MIN_RANGE = 60;

export class Sparkline {
  readonly #picture: Picture;
  #values: number[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#picture = new Picture(canvas, (sheet) => this.#paint(sheet));
  }

  push(value: number): void {
    this.#values = [...this.#values, value].slice(-CAPACITY);
    this.#picture.draw();
  }

  clear(): void {
    this.#values = [];
    this.#picture.draw();
  }

  dispose(): void {
    this.#picture.dispose();
  }

  #paint({ context, width, height, color }: Sheet): void {
    const points = sparkPoints(this.#values, width, height);
    const [first] = points;
    if (first === undefined) {
      return;
    }
    context.beginPath();
    for (const [x, y] of points) {
      context.lineTo(x, y);
    }
    context.strokeStyle = color;
    context.lineWidth = LINE_WIDTH;
    context.lineJoin = 'round';
    context.stroke();
    context.lineTo(width, height);
    context.lineTo(first[0], height);
    context.globalAlpha = AREA_OPACITY;
    context.fillStyle = color;
    context.fill();
    context.globalAlpha = 1;
  }
}

/** The newest value is at the right, the oldest at the left as soon as there are enough; the scale begins at 0 and fits the largest. */
export function sparkPoints(
  values: readonly number[],
  width: number,
  height: number,
): readonly (readonly [x: number, y: number])[] {
  const range = Math.max(MIN_RANGE, ...values);
  const step = width / Math.max(values.length - 1, MIN_SPAN);
  const room = height - LINE_WIDTH;
  return values.map((value, index) => [
    width - (values.length - 1 - index) * step,
    LINE_WIDTH / 2 + room * (1 - value / range),
  ]);
}
