// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { EMPTY_ROOM, type Room } from '../room/room';
import { Chat } from './Chat';

afterEach(cleanup);

const ROOM: Room = {
  ...EMPTY_ROOM,
  canChat: true,
  lines: [
    { key: 1, from: '', text: 'bob is here', own: false },
    { key: 2, from: 'bob', text: 'hello', own: false },
  ],
};

function write(text: string): void {
  const field = screen.getByRole('textbox', { name: 'Message to all' });
  fireEvent.change(field, { target: { value: text } });
  fireEvent.submit(field);
}

it('shows what was written and what happened', () => {
  render(<Chat room={ROOM} say={vi.fn()} />);
  const lines = [...document.querySelectorAll('.line')].map((line) => line.textContent);
  expect(lines).toEqual(['bob is here', 'bobhello']);
});

it('sends what is written, and nothing that is empty', () => {
  const say = vi.fn();
  render(<Chat room={ROOM} say={say} />);
  write('  ');
  write('hi');
  expect(say.mock.calls).toEqual([['hi']]);
  expect(screen.getByRole('textbox')).toHaveProperty('value', '');
});

it('takes nothing while it cannot be sent', () => {
  render(<Chat room={{ ...ROOM, canChat: false }} say={vi.fn()} />);
  expect(screen.getByRole('textbox')).toHaveProperty('disabled', true);
  expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
});
