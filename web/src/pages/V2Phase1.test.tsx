// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Connection } from '../call/connection';
import { callFailure } from '../call/failure';
import { stateOf, useVoiceAgentStore } from '../stores/voiceAgentStore';
import { V2Phase1 } from './V2Phase1';

const initial = useVoiceAgentStore.getState();
const LIVE: Connection = { phase: 'live', streaming: true, sessionId: 'a', since: Date.now() };

function become(connection: Connection): void {
  act(() => useVoiceAgentStore.setState(stateOf(connection)));
}

beforeEach(() => {
  render(<V2Phase1 />);
});

afterEach(() => {
  cleanup();
  useVoiceAgentStore.setState(initial, true);
});

it('shows everything a call needs on one screen', () => {
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Talk to the parrot');
  expect(screen.getByRole('button', { name: 'Start call' })).toBeDefined();
  expect(screen.getByRole('meter', { name: 'Microphone level' })).toBeDefined();
  expect(screen.getByRole('meter', { name: 'Echo level' })).toBeDefined();
  expect(screen.getByRole('slider', { name: 'Volume' })).toBeDefined();
  expect(screen.getAllByRole('switch')).toHaveLength(3);
  expect(screen.getByRole('status').textContent).toBe('Not connected');
});

it('says whether the microphone is heard', () => {
  const streaming = screen.getByTestId('streaming-status');
  expect(streaming.textContent).toBe('Not streaming');
  become(LIVE);
  expect(streaming.textContent).toBe('Streaming');
});

it('explains a failure, and takes it away when asked to', () => {
  become({ phase: 'failed', failure: callFailure('microphone-missing') });
  expect(screen.getByRole('alert').textContent).toContain('No microphone was found.');
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('explains in a browser that cannot call why it cannot', () => {
  fireEvent.click(screen.getByRole('button', { name: 'Start call' }));
  expect(screen.getByRole('alert').textContent).not.toBe('');
  expect(useVoiceAgentStore.getState().connectionStatus).toBe('error');
});
