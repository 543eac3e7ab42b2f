/** How good the line is: a word, the delay and its last minute; behind it the figures, renewed once a second. */

import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Feed } from '../call/feed';
import { delayOf, type LinkQuality } from '../call/link-quality';
import { type Grade, gradeOf } from '../call/quality-grade';
import { useSparkline } from '../hooks/useSparkline';
import { Figure, formatMilliseconds, formatPercent } from './Figure';

export interface CallQualityProps {
  readonly quality: Feed<LinkQuality | null>;
  /** Figures of a line that is interrupted are of the past. */
  readonly isLive: boolean;
}

const WORDS: Readonly<Record<Grade, string>> = {
  good: 'Good',
  fair: 'Fair',
  poor: 'Poor',
};

export function CallQuality({ quality, isLive }: CallQualityProps): ReactNode {
  const [reading, setReading] = useState<LinkQuality | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => quality.subscribe(setReading), [quality]);
  useSparkline(quality, canvas);
  const grade = reading === null ? 'good' : gradeOf(reading);
  return (
    <details
      className="quality"
      data-testid="call-quality"
      data-known={reading !== null && isLive}
      data-grade={grade}
    >
      <summary className="quality-chip">
        <span className="quality-lamp" aria-hidden="true" />
        <span className="quality-word">{WORDS[grade]} line</span>
        <span className="visually-hidden">, delay </span>
        <span className="quality-delay">
          {formatMilliseconds(reading === null ? null : delayOf(reading))}
        </span>
        <canvas ref={canvas} className="sparkline" />
      </summary>
      <dl className="figures quality-figures">
        <Figure name="Line" value={WORDS[grade]} />
        <Figure name="Round trip" value={formatMilliseconds(reading?.roundTripMs)} />
        <Figure name="Jitter" value={formatMilliseconds(reading?.jitterMs)} />
        <Figure name="Buffer" value={formatMilliseconds(reading?.bufferMs)} />
        <Figure name="Loss" value={formatPercent(reading?.loss)} />
        <Figure name="Concealed" value={formatPercent(reading?.concealed)} />
      </dl>
    </details>
  );
}
