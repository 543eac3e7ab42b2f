/** One figure with its name, and how figures are written. */

import type { ReactNode } from 'react';

export function Figure({
  name,
  value,
}: {
  readonly name: string;
  readonly value: string;
}): ReactNode {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const UNKNOWN = '–';

/** Below 10 ms a tenth counts; above it only makes the figure flicker, and below 1 ms nobody waits. */
export function formatMilliseconds(value: number | null | undefined): string {
  if (value == null) {
    return UNKNOWN;
  }
  return value < 1 ? '< 1 ms' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export function formatPercent(share: number | null | undefined): string {
  return share == null ? UNKNOWN : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
