// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Broadcast } from '../call/feed';
import { EMPTY_ROOM } from '../room/room';
import type { Levels } from '../room/wire';
import { RoomPanel } from './RoomPanel';

afterEach(cleanup);

it('shows people beside messages', () => {
  render(<RoomPanel room={EMPTY_ROOM} levels={new Broadcast<Levels>()} say={vi.fn()} />);
  const titles = screen.getAllByRole('heading').map(({ textContent }) => textContent);
  expect(titles).toEqual(['In this call 0', 'Messages']);
});
