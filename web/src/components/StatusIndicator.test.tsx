// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { LIVE, TALK } from '../../testing/connections';
import { type Connection, IDLE } from '../call/connection';
import { callFailure } from '../call/failure';
import { type ConnectionStatus, stateOf } from '../stores/voiceAgentStore';
import { StatusIndicator } from './StatusIndicator';

afterEach(cleanup);

const NOW: Connection = { ...LIVE, since: Date.now() };

it.each<[Connection, ConnectionStatus, string]>([
  [IDLE, 'disconnected', 'Not connected'],
  [{ ...TALK, phase: 'asking' }, 'connecting', 'Waiting for you'],
  [{ ...TALK, phase: 'dialing' }, 'connecting', 'Calling'],
  [{ ...TALK, phase: 'joining', sessionId: 'a', since: null }, 'connecting', 'Connecting audio'],
  [{ ...TALK, phase: 'joining', sessionId: 'b', since: 1 }, 'connecting', 'Reconnecting'],
  [LIVE, 'connected', 'Connected'],
  [{ ...LIVE, phase: 'interrupted' }, 'connecting', 'Reconnecting'],
  [{ phase: 'failed', failure: callFailure('busy') }, 'error', 'Call failed'],
])('shows $phase as %s', (connection, status, words) => {
  render(<StatusIndicator connection={connection} status={stateOf(connection).connectionStatus} />);
  expect(screen.getByRole('status').textContent).toBe(words);
  expect(screen.getByTestId('connection-status').dataset['status']).toBe(status);
});

it('counts the time of a call where it is not read aloud each second', () => {
  render(<StatusIndicator connection={NOW} status="connected" />);
  expect(screen.getByTestId('call-timer').textContent).toBe('0:00');
  expect(screen.getByRole('status').textContent).toBe('Connected');
});

it('counts nothing before the call stands', () => {
  render(<StatusIndicator connection={IDLE} status="disconnected" />);
  expect(screen.queryByTestId('call-timer')).toBeNull();
});
