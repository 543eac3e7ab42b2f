// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Broadcast } from '../call/feed';
import { EMPTY_ROOM, type Member, type Room } from '../room/room';
import type { Levels } from '../room/wire';
import { Roster } from './Roster';

afterEach(cleanup);

function member(id: string, part: Partial<Member> = {}): [string, Member] {
  const rest = { muted: false, held: false, away: false, speaking: false, camera: false };
  return [id, { id, name: '', transport: 'whip', ...rest, ...part }];
}

const ROOM: Room = {
  ...EMPTY_ROOM,
  self: 'ann',
  speaker: 'bob',
  members: new Map([
    member('ann', { name: 'Ann', muted: true }),
    member('bob', { speaking: true }),
    member('cid', { held: true }),
    member('eve', { away: true, held: true }),
  ]),
};
const levels = new Broadcast<Levels>();

it('tells who is there, and how', () => {
  render(<Roster room={ROOM} levels={levels} />);
  const rows = screen.getAllByRole('listitem').map((row) => row.textContent);
  expect(rows).toEqual(['AAnn (you)Muted', 'Bbobspeaks', 'CcidOn hold', 'EeveAway']);
  expect(screen.getByRole('heading').textContent).toBe('In this call 4');
  expect(document.querySelector('[data-speaker="true"]')?.textContent).toContain('bob');
});

it.each([
  ['running', 'Recording'],
  ['paused', 'Recording paused'],
] as const)('says that a recording is %s', (state, words) => {
  render(<Roster room={{ ...ROOM, recordings: new Map([['1', state]]) }} levels={levels} />);
  expect(within(screen.getByRole('heading')).getByText(words)).toBeDefined();
});

it('shows how loud everybody is without rendering', () => {
  render(<Roster room={ROOM} levels={levels} />);
  levels.publish(new Map([['bob', -30]]));
  const [ann, bob] = screen.getAllByRole('listitem');
  expect(bob?.style.getPropertyValue('--level')).toBe('0.5');
  expect(ann?.style.getPropertyValue('--level')).toBe('0');
});
