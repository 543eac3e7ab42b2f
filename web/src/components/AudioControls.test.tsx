// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Connection, IDLE } from '../call/connection';
import { callFailure } from '../call/failure';
import { AudioControls } from './AudioControls';

const actions = {
  startCall: vi.fn(),
  endCall: vi.fn(),
  startStreaming: vi.fn(),
  stopStreaming: vi.fn(),
  setVolume: vi.fn(),
};

const LIVE: Connection = { phase: 'live', streaming: true, sessionId: 'a', since: 1 };

function controls(connection: Connection): ReactElement {
  return <AudioControls connection={connection} volume={1} {...actions} />;
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
  [{ phase: 'asking', streaming: true }, 'Cancel', 'endCall'],
  [{ phase: 'dialing', streaming: true }, 'Cancel', 'endCall'],
  [{ phase: 'joining', streaming: true, sessionId: 'a' }, 'Cancel', 'endCall'],
  [LIVE, 'End call', 'endCall'],
  [{ ...LIVE, phase: 'interrupted' }, 'End call', 'endCall'],
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

it('offers to stop streaming, and then to start again', () => {
  const { rerender } = render(controls(LIVE));
  fireEvent.click(screen.getByRole('button', { name: 'Stop streaming' }));
  expect(actions.stopStreaming).toHaveBeenCalledOnce();
  rerender(controls({ ...LIVE, streaming: false }));
  fireEvent.click(screen.getByRole('button', { name: 'Start streaming' }));
  expect(actions.startStreaming).toHaveBeenCalledOnce();
});

it('offers no streaming without a call', () => {
  render(controls(IDLE));
  expect(screen.getByTestId('streaming-button')).toHaveProperty('disabled', true);
});
