/** Shows one channel's level on a `<meter>` and a canvas, thirty times a second and without rendering. */

import { type RefObject, useEffect } from 'react';
import { FLOOR_DB, Needle } from '../audio/decibels';
import type { LevelChannel, LevelFrame } from '../audio/level-frame';
import { type Growth, LevelScope } from '../audio/level-scope';
import type { Feed } from '../call/feed';

/** Screen readers read the text on demand; changing it faster than it can be spoken helps nobody. */
const TEXT_INTERVAL_MS = 1_000;

export interface LevelMeterParts {
  readonly meter: RefObject<HTMLMeterElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
}

export function useLevelMeter(
  levels: Feed<LevelFrame | null>,
  channel: LevelChannel,
  growth: Growth,
  { meter, canvas }: LevelMeterParts,
): void {
  useEffect(() => {
    if (meter.current === null || canvas.current === null) {
      return;
    }
    const scope = new LevelScope(canvas.current, growth);
    const gauge = new Gauge(meter.current);
    const unsubscribe = levels.subscribe((frame) => {
      if (frame === null) {
        scope.finish();
        gauge.rest();
      } else {
        scope.push(frame[channel]);
        gauge.show(frame[channel].rms, performance.now());
      }
    });
    return () => {
      unsubscribe();
      scope.dispose();
      gauge.rest();
    };
  }, [levels, channel, growth, meter, canvas]);
}

class Gauge {
  readonly #element: HTMLMeterElement;
  readonly #needle = new Needle();
  #spokenAt = Number.NEGATIVE_INFINITY;

  constructor(element: HTMLMeterElement) {
    this.#element = element;
  }

  show(amplitude: number, now: number): void {
    const position = this.#needle.follow(amplitude, now);
    this.#element.value = position;
    if (now - this.#spokenAt >= TEXT_INTERVAL_MS) {
      this.#spokenAt = now;
      this.#element.setAttribute('aria-valuetext', spokenLevel(position));
    }
  }

  rest(): void {
    this.#needle.reset();
    this.#element.value = FLOOR_DB;
    this.#element.setAttribute('aria-valuetext', spokenLevel(FLOOR_DB));
  }
}

export function spokenLevel(position: number): string {
  return position <= FLOOR_DB ? 'silent' : `${Math.round(position)} decibels`;
}
