/** Who gets a place among the pictures: who speaks first, then those who are seen, then the others. */

import type { Member, Room } from '../room/room';
import { SHOWN_AT_MOST } from './picture-line';

export interface Tile {
  readonly member: Member;
  /** The section that shows them; null while nothing of them is seen. */
  readonly mid: string | null;
  readonly isSpeaker: boolean;
}

export interface Tiles {
  readonly tiles: readonly Tile[];
  /** How many have a camera on that finds no place. */
  readonly unseen: number;
}

export function tilesOf(room: Room): Tiles {
  const sections = new Map([...room.shows].map(([mid, id]) => [id, mid]));
  const others = [...room.members.values()].filter(({ id }) => id !== room.self);
  const all = others.map((member): Tile => {
    const isSpeaker = member.id === room.speaker && member.speaking;
    return { member, mid: sections.get(member.id) ?? null, isSpeaker };
  });
  const tiles = all.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, SHOWN_AT_MOST);
  const withCamera = all.filter(({ member, mid }) => member.camera || mid !== null).length;
  return { tiles, unseen: Math.max(0, withCamera - SHOWN_AT_MOST) };
}

/** Who speaks without a camera takes nobody's picture away: there are no more sections than places. */
function rankOf({ mid, isSpeaker }: Tile): number {
  if (isSpeaker) {
    return 0;
  }
  return mid === null ? 2 : 1;
}
