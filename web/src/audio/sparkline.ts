/** Draws the last minute of one figure as a small line, outside React. */

/** One value a second. */
const CAPACITY = 60;
const LINE_WIDTH = 1.5;
const AREA_OPACITY = 0.14;
/** A young line is drawn as if it had begun this many seconds ago, not as a dot in a corner. */
const MIN_SPAN = 15;
/** Under this a line that moves is noise: the scale never gets finer. */
const MIN_RANGE = 60;

export class Sparkline {
  readonly #canvas: HTMLCanvasElement;
  readonly #resizing = new ResizeObserver(() => this.#resize());
  readonly #dark = window.matchMedia('(prefers-color-scheme: dark)');
  #values: number[] = [];
  #color = '';

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#resizing.observe(canvas);
    this.#dark.addEventListener('change', this.#resize);
  }

  push(value: number): void {
    this.#values = [...this.#values, value].slice(-CAPACITY);
    this.#draw();
  }

  clear(): void {
    this.#values = [];
    this.#draw();
  }

  dispose(): void {
    this.#resizing.disconnect();
    this.#dark.removeEventListener('change', this.#resize);
  }

  /** Also takes the colour up again, which changes with the scheme. */
  readonly #resize = (): void => {
    const scale = window.devicePixelRatio;
    this.#canvas.width = Math.round(this.#canvas.clientWidth * scale);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * scale);
    this.#color = getComputedStyle(this.#canvas).color;
    this.#draw();
  };

  #draw(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) {
      return;
    }
    const scale = window.devicePixelRatio;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const points = sparkPoints(this.#values, width, height);
    const [first] = points;
    if (first === undefined) {
      return;
    }
    context.beginPath();
    for (const [x, y] of points) {
      context.lineTo(x, y);
    }
    context.strokeStyle = this.#color;
    context.lineWidth = LINE_WIDTH;
    context.lineJoin = 'round';
    context.stroke();
    context.lineTo(width, height);
    context.lineTo(first[0], height);
    context.globalAlpha = AREA_OPACITY;
    context.fillStyle = this.#color;
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
