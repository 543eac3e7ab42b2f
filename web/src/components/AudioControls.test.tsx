// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LIVE, TALK } from '../../testing/connections';
import { type Connection, IDLE } from '../call/connection';
import { callFailure } from '../call/failure';
import { AudioControls } from './AudioControls';

const actions = {
  startCall: vi.fn(),
  endCall: vi.fn(),
  startStreaming: vi.fn(),
  stopStreaming: vi.fn(),
  takeMicrophone: vi.fn(),
  setVolume: vi.fn(),
};

function controls(connection: Connection): ReactElement {
  return <AudioControls connection={connection} volume={1} pushToTalk={false} {...actions} />;
}

beforeEach(() => {
  for (const action of Object.values(actions)) {
    action.mockReset();
  }
});

afterEach(cleanup);

it.each<[Connection, string, 'startCall' | 'endCall']>([
  [IDLE, 'Start call', 'startCall'],
  [{ phase: 'failed', failure: callFailure('busy') }, 'Start call', 'startCall'],
  [{ ...TALK, phase: 'asking' }, 'Cancel', 'endCall'],
  [{ ...TALK, phase: 'dialing' }, 'Cancel', 'endCall'],
  [{ ...TALK, phase: 'joining', sessionId: 'a', since: null }, 'Cancel', 'endCall'],
  [LIVE, 'End call', 'endCall'],
  [{ ...LIVE, phase: 'interrupted' }, 'End call', 'endCall'],
  [
    { ...TALK, phase: 'redialing', since: 1, lost: callFailure('unreachable'), attempt: 1, at: 2 },
    'End call',
    'endCall',
  ],
])('when $phase, the big button says what it does', (connection, label, action) => {
  render(controls(connection));
  fireEvent.click(screen.getByRole('button', { name: label }));
  expect(actions[action]).toHaveBeenCalledOnce();
});

it('keeps the big button the same element, so that focus stays on it', () => {
  const { rerender } = render(controls(IDLE));
  const before = screen.getByTestId('call-button');
  rerender(controls(LIVE));
  expect(screen.getByTestId('call-button')).toBe(before);
});

it('has room for one more beside the microphone', () => {
  render(
    <AudioControls connection={IDLE} volume={1} pushToTalk={false} {...actions}>
      <button type="button">Camera</button>
    </AudioControls>,
  );
  const names = screen.getAllByRole('button').map((button) => button.textContent);
  expect(names).toEqual([expect.stringContaining('Mute'), 'Camera', 'Start call']);
});
