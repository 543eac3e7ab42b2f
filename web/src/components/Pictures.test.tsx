// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Broadcast } from '../call/feed';
import { EMPTY_ROOM, type Member, type Room } from '../room/room';
import type { Levels } from '../room/wire';
import { SHOWN_AT_MOST } from '../video/picture-line';
import { Pictures, type PicturesProps } from './Pictures';

const levels = new Broadcast<Levels>();
const turnOff = vi.fn();

function show(part: Partial<PicturesProps>): void {
  const quiet = { room: EMPTY_ROOM, levels, camera: 'off', trouble: null, turnOff } as const;
  render(<Pictures {...quiet} {...part} />);
}

function roomOf(count: number): Room {
  const ids = Array.from({ length: count }, (_, index) => `m${index}`);
  const state = { muted: false, held: false, away: false, speaking: false, camera: true };
  const members = ids.map((id): [string, Member] => [
    id,
    { id, name: '', transport: 'whip', ...state },
  ]);
  return { ...EMPTY_ROOM, members: new Map(members), shows: new Map([['2', 'm0']]) };
}

afterEach(cleanup);

it('shows the others, how loud they are, and oneself beside', () => {
  show({ room: roomOf(2), camera: 'on' });
  const tiles = screen.getAllByRole('listitem');
  expect(tiles.map(({ textContent }) => textContent)).toEqual(['Mm0', 'Mm1']);
  levels.publish(new Map([['m0', -30]]));
  expect(tiles[0]?.style.getPropertyValue('--level')).toBe('0.5');
  expect(screen.getByLabelText(/Your own picture/)).toBeDefined();
});

it('shows no picture of one’s own before there is one', () => {
  show({ room: roomOf(1), camera: 'opening' });
  expect(screen.queryByLabelText(/Your own picture/)).toBeNull();
});

it.each([
  [SHOWN_AT_MOST, null],
  [SHOWN_AT_MOST + 1, '1 more has a camera on'],
  [SHOWN_AT_MOST + 2, '2 more have a camera on'],
])('says of %i cameras how many are not shown', (count, words) => {
  show({ room: roomOf(count) });
  expect(screen.getAllByRole('listitem')).toHaveLength(SHOWN_AT_MOST);
  const note = document.querySelector('.pictures-note')?.textContent ?? null;
  expect(note).toEqual(words === null ? null : expect.stringContaining(words));
});

it('says why one’s own camera shows nothing, until it was read', () => {
  show({ trouble: { message: 'No camera was found.', hint: 'Plug one in.' } });
  expect(screen.getByRole('alert').textContent).toContain('No camera was found.Plug one in.');
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(turnOff).toHaveBeenCalledOnce();
});
