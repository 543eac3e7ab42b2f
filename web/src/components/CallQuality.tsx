/** The few figures that tell a good line from a bad one, renewed once a second. */

import { type ReactNode, useEffect, useState } from 'react';
import type { Feed } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';

export interface CallQualityProps {
  readonly quality: Feed<LinkQuality | null>;
}

export function CallQuality({ quality }: CallQualityProps): ReactNode {
  const [reading, setReading] = useState<LinkQuality | null>(null);
  useEffect(() => quality.subscribe(setReading), [quality]);
  return (
    <dl className="quality" data-testid="call-quality" data-known={reading !== null}>
      <Figure name="Round trip" value={milliseconds(reading?.roundTripMs)} />
      <Figure name="Jitter" value={milliseconds(reading?.jitterMs)} />
      <Figure name="Buffer" value={milliseconds(reading?.bufferMs)} />
      <Figure name="Loss" value={percent(reading?.loss)} />
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const UNKNOWN = '–';

/** Below 10 ms a tenth counts; above it only makes the figure flicker. */
function milliseconds(value: number | null | undefined): string {
  return value == null ? UNKNOWN : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function percent(share: number | null | undefined): string {
  return share == null ? UNKNOWN : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
