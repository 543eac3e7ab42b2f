/** A line in one word, for those who do not read figures. */

import { delayOf, type LinkQuality } from './link-quality';

export type Grade = 'good' | 'fair' | 'poor';

/** From where on a line is fair, and from where on poor. */
interface Bounds {
  readonly fair: number;
  readonly poor: number;
}

/** ITU-T G.114: under 150 ms one way nobody notices, over 400 ms people talk over each other. */
const DELAY_MS: Bounds = { fair: 200, poor: 450 };
/** Opus hides single losses; from 3 % on they are heard, from 8 % on they hurt. */
const LOSS: Bounds = { fair: 0.03, poor: 0.08 };
const CONCEALED: Bounds = { fair: 0.03, poor: 0.1 };
/** What jitter buffers even out without a noticeable wait. */
const JITTER_MS: Bounds = { fair: 30, poor: 80 };

const ORDER: readonly Grade[] = ['good', 'fair', 'poor'];

/** The worst of its figures decides, as it does in the ear. */
export function gradeOf(reading: LinkQuality): Grade {
  const ranks = [
    rank(delayOf(reading), DELAY_MS),
    rank(reading.loss, LOSS),
    rank(reading.concealed, CONCEALED),
    rank(reading.jitterMs, JITTER_MS),
  ];
  return ORDER[Math.max(...ranks)] ?? 'poor';
}

function rank(value: number | null, { fair, poor }: Bounds): number {
  if (value === null || value < fair) {
    return 0;
  }
  return value < poor ? 1 : 2;
}
