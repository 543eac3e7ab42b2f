/** Shows how loud each participant is, several times a second and without rendering. */

import { type RefObject, useEffect } from 'react';
import type { Feed } from '../call/feed';
import type { Levels } from '../room/wire';

/** What is quieter is the room itself. */
const FLOOR_DBFS = -60;

export function useMemberLevels(levels: Feed<Levels>, list: RefObject<HTMLElement | null>): void {
  useEffect(
    () =>
      levels.subscribe((measured) => {
        for (const row of list.current?.children ?? []) {
          if (row instanceof HTMLElement) {
            const dbfs = measured.get(row.dataset['participant'] ?? '') ?? FLOOR_DBFS;
            row.style.setProperty('--level', String(shareOf(dbfs)));
          }
        }
      }),
    [levels, list],
  );
}

/** From 0 for silence to 1 for full scale. */
export function shareOf(dbfs: number): number {
  return Math.min(1, Math.max(0, 1 - dbfs / FLOOR_DBFS));
}
