import { expect, it } from 'vitest';
import { shareOf } from './useMemberLevels';

it.each([
  [0, 1],
  [-30, 0.5],
  [-60, 0],
  [-127, 0],
  [6, 1],
])('shows %d dBFS as %d of the bar', (dbfs, share) => {
  expect(shareOf(dbfs)).toBeCloseTo(share);
});
