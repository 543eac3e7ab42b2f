import { expect, it } from 'vitest';
import { EMPTY_ROOM, type Member, type Room } from '../room/room';
import { SHOWN_AT_MOST } from './picture-line';
import { tilesOf } from './tiles';

function member(id: string, part: Partial<Member> = {}): [string, Member] {
  const state = { muted: false, held: false, away: false, speaking: false, camera: false };
  return [id, { id, name: '', transport: 'whip', ...state, ...part }];
}

function room(part: Partial<Room>): Room {
  return { ...EMPTY_ROOM, self: 'me', ...part };
}

it('has the speaker first, then who is seen, then the others, and never oneself', () => {
  const members = new Map([
    member('me'),
    member('ann'),
    member('bob', { camera: true }),
    member('cid', { speaking: true }),
  ]);
  const { tiles } = tilesOf(room({ members, speaker: 'cid', shows: new Map([['3', 'bob']]) }));
  expect(tiles.map(({ member: { id }, mid, isSpeaker }) => [id, mid, isSpeaker])).toEqual([
    ['cid', null, true],
    ['bob', '3', false],
    ['ann', null, false],
  ]);
});

it('marks nobody who has stopped to speak', () => {
  const members = new Map([member('ann')]);
  expect(tilesOf(room({ members, speaker: 'ann' })).tiles[0]?.isSpeaker).toBe(false);
});

it('says how many more have a camera on than there are places', () => {
  const ids = Array.from({ length: SHOWN_AT_MOST + 2 }, (_, index) => `m${index}`);
  const members = new Map(ids.map((id) => member(id, { camera: true })));
  const shows = new Map(ids.slice(0, SHOWN_AT_MOST).map((id, index) => [String(index), id]));
  const { tiles, unseen } = tilesOf(room({ members, shows }));
  expect(tiles).toHaveLength(SHOWN_AT_MOST);
  expect(unseen).toBe(2);
  expect(tilesOf(room({ members: new Map([member('ann')]) })).unseen).toBe(0);
});
