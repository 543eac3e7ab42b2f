/** Draws the delay of the line on a canvas, once a second and without rendering. */

import { type RefObject, useEffect } from 'react';
import { Sparkline } from '../audio/sparkline';
import type { Feed } from '../call/feed';
import { delayOf, type LinkQuality } from '../call/link-quality';

export function useSparkline(
  quality: Feed<LinkQuality | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
): void {
  useEffect(() => {
    if (canvas.current === null) {
      return;
    }
    const line = new Sparkline(canvas.current);
    const unsubscribe = quality.subscribe((reading) => {
      const delay = reading === null ? null : delayOf(reading);
      if (reading === null) {
        line.clear();
      } else if (delay !== null) {
        line.push(delay);
      }
    });
    return () => {
      unsubscribe();
      line.dispose();
    };
  }, [quality, canvas]);
}
