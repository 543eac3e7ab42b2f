/** Draws one channel's levels as bars that move from right to left, outside React and at the screen's pace. */

import { loudness } from './decibels';
import type { Level } from './level-frame';
import { LevelHistory, ScrollClock } from './level-history';
import { Picture, type Sheet } from './picture';

const BAR_WIDTH = 2.5;
const BAR_STEP = 5;
/** What a silent moment leaves behind: a dot, so that one sees time pass. */
const MIN_BAR_HEIGHT = 2.5;
/** Levels below this are room noise, and drawn as silence. */
const QUIET = 0.12;
const PEAK_OPACITY = 0.28;
/** Enough for 2,000 CSS pixels. */
const HISTORY_LENGTH = 400;
/** With reduced motion the picture is renewed in steps instead of gliding. */
const CALM_INTERVAL_MS = 1_000;

/** Bars grow away from the line in the middle, where the two channels meet. */
export type Growth = 'up' | 'down';

export class LevelScope {
  readonly #picture: Picture;
  readonly #growth: Growth;
  readonly #history = new LevelHistory(HISTORY_LENGTH);
  readonly #clock = new ScrollClock();
  readonly #calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  #finished = true;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #nextPicture = 0;
  #position = 0;

  constructor(canvas: HTMLCanvasElement, growth: Growth) {
    this.#growth = growth;
    this.#picture = new Picture(canvas, (sheet) => this.#paint(sheet));
  }

  /** The first level after `finish` begins a new picture. */
  push(level: Level): void {
    if (this.#finished) {
      this.#finished = false;
      this.#history.clear();
      this.#clock.reset();
      cancelAnimationFrame(this.#nextPicture);
      this.#nextPicture = requestAnimationFrame(this.#animate);
    }
    this.#history.push(level);
  }

  /** The call is over: its last picture stays. */
  finish(): void {
    this.#finished = true;
  }

  dispose(): void {
    cancelAnimationFrame(this.#nextPicture);
    this.#picture.dispose();
  }

  readonly #animate = (now: number): void => {
    if (this.#finished) {
      return;
    }
    this.#nextPicture = requestAnimationFrame(this.#animate);
    if (this.#calm.matches && now - this.#drawnAt < CALM_INTERVAL_MS) {
      return;
    }
    this.#drawnAt = now;
    this.#position = this.#clock.tick(now, this.#history.written);
    this.#picture.draw();
  };

  #paint({ context, width, height, color }: Sheet): void {
    context.fillStyle = color;
    context.globalAlpha = PEAK_OPACITY;
    this.#drawBars(context, width, height, (level) => level.peak);
    context.globalAlpha = 1;
    this.#drawBars(context, width, height, (level) => level.rms);
  }

  #drawBars(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    amplitude: (level: Level) => number,
  ): void {
    const newest = Math.floor(this.#position);
    const bars = Math.ceil(width / BAR_STEP) + 1;
    context.beginPath();
    for (let age = 0; age <= bars; age += 1) {
      const number = newest - age;
      const x = width - (this.#position - number) * BAR_STEP;
      const bar = barHeight(amplitude(this.#history.at(number)), height);
      context.roundRect(x, this.#growth === 'up' ? height - bar : 0, BAR_WIDTH, bar, BAR_WIDTH / 2);
    }
    context.fill();
  }
}

export function barHeight(amplitude: number, space: number): number {
  const share = Math.max(0, loudness(amplitude) - QUIET) / (1 - QUIET);
  return MIN_BAR_HEIGHT + share * (space - MIN_BAR_HEIGHT);
}
