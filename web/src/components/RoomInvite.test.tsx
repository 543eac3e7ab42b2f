// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { RoomInvite, type RoomInviteProps } from './RoomInvite';

afterEach(cleanup);

const AGENTS = [{ name: 'parrot', summary: 'sends back' }];

function show(part: Partial<RoomInviteProps> = {}): RoomInviteProps {
  const props = {
    link: 'https://a.example/?call=one',
    name: '',
    agents: AGENTS,
    agent: '',
    isInCall: false,
    rename: vi.fn(),
    bring: vi.fn(),
    withdraw: vi.fn(),
    ...part,
  };
  render(<RoomInvite {...props} />);
  return props;
}

it('asks who one is and whom one brings', () => {
  const { rename, bring, withdraw } = show();
  fireEvent.change(screen.getByRole('textbox', { name: 'Your name' }), {
    target: { value: 'Ann' },
  });
  expect(rename).toHaveBeenCalledWith('Ann');
  const agent = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Bring an agent' });
  expect(agent.selectedOptions[0]?.textContent).toBe('Nobody');
  fireEvent.change(agent, { target: { value: 'parrot' } });
  expect(bring).toHaveBeenCalledWith('parrot');
  fireEvent.click(screen.getByRole('button', { name: 'Call the agent alone' }));
  expect(withdraw).toHaveBeenCalled();
});

it('offers nothing but the link during a call', () => {
  show({ isInCall: true });
  expect(screen.getAllByRole('button')).toHaveLength(1);
  expect(screen.queryByRole('textbox')).toBeNull();
});

it('offers no agent where there is none', () => {
  show({ agents: [] });
  expect(screen.queryByRole('combobox')).toBeNull();
});
