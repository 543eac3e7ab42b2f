/** A canvas that keeps its picture right when its size, the screen or the colour scheme changes. */

export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  /** In CSS pixels, as everything that is drawn. */
  readonly width: number;
  readonly height: number;
  /** The canvas's own, as its style sheet says. */
  readonly color: string;
}

export class Picture {
  readonly #canvas: HTMLCanvasElement;
  readonly #paint: (sheet: Sheet) => void;
  readonly #resizing = new ResizeObserver(() => this.#resize());
  readonly #dark = window.matchMedia('(prefers-color-scheme: dark)');
  #color = '';

  constructor(canvas: HTMLCanvasElement, paint: (sheet: Sheet) => void) {
    this.#canvas = canvas;
    this.#paint = paint;
    this.#resizing.observe(canvas);
    this.#dark.addEventListener('change', this.#resize);
  }

  /** Paints anew on an empty canvas. */
  draw(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) {
      return;
    }
    const scale = window.devicePixelRatio;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#paint({ context, width, height, color: this.#color });
  }

  dispose(): void {
    this.#resizing.disconnect();
    this.#dark.removeEventListener('change', this.#resize);
  }

  /** Also takes the colour up again: it changes with the scheme, and costs too much to ask at each picture. */
  readonly #resize = (): void => {
    const scale = window.devicePixelRatio;
    this.#canvas.width = Math.round(this.#canvas.clientWidth * scale);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * scale);
    this.#color = getComputedStyle(this.#canvas).color;
    this.draw();
  };
}
