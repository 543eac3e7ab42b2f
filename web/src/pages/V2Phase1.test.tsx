// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LIVE } from '../../testing/connections';
import type { CallSummary } from '../call/call-summary';
import { type Connection, IDLE } from '../call/connection';
import { callFailure } from '../call/failure';
import { DEFAULT_SETTINGS } from '../call/settings';
import { usePictureStore } from '../stores/pictureStore';
import { useRoomStore } from '../stores/roomStore';
import { useSettingsStore } from '../stores/settingsStore';
import { stateOf, useVoiceAgentStore } from '../stores/voiceAgentStore';
import { V2Phase1 } from './V2Phase1';

const initial = useVoiceAgentStore.getState();
function become(connection: Connection): void {
  act(() => useVoiceAgentStore.setState(stateOf(connection)));
}

const agents = [
  { name: 'parrot', summary: 'sends back' },
  { name: 'my_agents:greeter', summary: 'Says hello.' },
];

beforeEach(async () => {
  vi.stubGlobal('fetch', async () => Response.json({ agent: 'parrot', agents }));
  render(<V2Phase1 />);
  await screen.findByRole('combobox', { name: 'Agent' });
});

afterEach(() => {
  cleanup();
  useVoiceAgentStore.setState(initial, true);
  useSettingsStore.setState(DEFAULT_SETTINGS);
});

it('shows everything a call needs on one screen', () => {
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Talk to the parrot');
  expect(screen.getByRole('button', { name: 'Start call' })).toBeDefined();
  expect(screen.getByRole('meter', { name: 'Microphone level' })).toBeDefined();
  expect(screen.getByRole('meter', { name: 'Echo level' })).toBeDefined();
  expect(screen.getByRole('slider', { name: 'Volume' })).toBeDefined();
  expect(document.querySelector('details.settings')).not.toBeNull();
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

it('speaks of the agent that was chosen', () => {
  fireEvent.change(screen.getByRole('combobox', { name: 'Agent' }), {
    target: { value: 'my_agents:greeter' },
  });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Talk to my_agents:greeter');
  expect(screen.getByRole('meter', { name: 'Agent level' })).toBeDefined();
});

it('sums up a call that is over, and forgets it when asked to', () => {
  const summary: CallSummary = {
    durationMs: 61_000,
    end: 'hung-up',
    delayMs: null,
    loss: null,
    concealed: null,
    interruptions: 0,
  };
  act(() => useVoiceAgentStore.setState({ summary }));
  expect(screen.getByRole('region', { name: 'Call ended after 1:01' })).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByTestId('call-summary')).toBeNull();
});

it('asks for the tap that lets the sound out', () => {
  become({ ...LIVE, soundBlocked: true });
  expect(screen.getByRole('button', { name: 'Tap to hear' })).toBeDefined();
});

it('says in the title where the call stands', () => {
  become(LIVE);
  expect(document.title).toBe('In a call – Jackfield');
});

it('calls with others: a link, a name, and who is there', async () => {
  fireEvent.click(screen.getByRole('button', { name: 'Call with others' }));
  const { call } = useRoomStore.getState();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(call.split(':')[1]);
  expect(window.location.search).toContain(encodeURIComponent(call));
  fireEvent.change(await screen.findByRole('textbox', { name: 'Your name' }), {
    target: { value: 'Ann' },
  });
  expect(useSettingsStore.getState().name).toBe('Ann');
  expect(screen.queryByTestId('room')).toBeNull();
  expect(await screen.findByRole('button', { name: 'Camera' })).toBeDefined();
  become(LIVE);
  expect(await screen.findByTestId('room')).toBeDefined();
  become(IDLE);
  fireEvent.click(screen.getByRole('button', { name: 'Call the agent alone' }));
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Talk to the parrot');
  expect(window.location.search).toBe('');
});

it('shows pictures while there are any', async () => {
  fireEvent.click(screen.getByRole('button', { name: 'Call with others' }));
  become(LIVE);
  expect(screen.queryByTestId('pictures')).toBeNull();
  act(() => usePictureStore.setState({ camera: 'on' }));
  expect(await screen.findByTestId('pictures')).toBeDefined();
  act(() => usePictureStore.setState({ camera: 'off' }));
  expect(screen.queryByTestId('pictures')).toBeNull();
  const shows = new Map([['2', 'bob']]);
  act(() => useRoomStore.setState(({ room }) => ({ room: { ...room, shows } })));
  expect(await screen.findByTestId('pictures')).toBeDefined();
  act(() => useRoomStore.getState().withdraw());
});
