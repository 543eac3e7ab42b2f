// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { AgentPicker } from './AgentPicker';

afterEach(cleanup);

const PARROT = { name: 'parrot', summary: 'sends back' };
const GREETER = { name: 'my:greeter', summary: 'greets' };
const choose = vi.fn();

function show(agents: readonly (typeof PARROT)[], chosen = '', isInCall = false): void {
  render(<AgentPicker {...{ agents, chosen, defaultAgent: 'parrot', isInCall, choose }} />);
}

it('offers the agents of the server, its own choice first', () => {
  show([PARROT, GREETER]);
  const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Agent' });
  expect(select.value).toBe('parrot');
  fireEvent.change(select, { target: { value: 'my:greeter' } });
  expect(choose).toHaveBeenCalledWith('my:greeter');
});

it('shows no menu with one dish on it', () => {
  show([PARROT]);
  expect(screen.queryByRole('combobox')).toBeNull();
});

it('falls back to the default when the one that was chosen is no longer offered', () => {
  show([PARROT, GREETER], 'gone');
  expect(screen.getByRole('combobox')).toHaveProperty('value', 'parrot');
});

it('holds still during a call', () => {
  show([PARROT, GREETER], 'my:greeter', true);
  expect(screen.getByRole('combobox')).toHaveProperty('disabled', true);
});
