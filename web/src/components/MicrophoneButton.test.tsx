// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LIVE } from '../../testing/connections';
import { type Connection, IDLE } from '../call/connection';
import { MicrophoneButton } from './MicrophoneButton';

const actions = { startStreaming: vi.fn(), stopStreaming: vi.fn(), takeMicrophone: vi.fn() };
const MUTED: Connection = { ...LIVE, streaming: false };

beforeEach(() => {
  vi.clearAllMocks();
  HTMLElement.prototype.setPointerCapture = vi.fn();
});

afterEach(cleanup);

function show(connection: Connection, pushToTalk = false): HTMLElement {
  render(<MicrophoneButton connection={connection} pushToTalk={pushToTalk} {...actions} />);
  return screen.getByTestId('streaming-button');
}

it('mutes, and says what that does', () => {
  fireEvent.click(show(LIVE));
  expect(actions.stopStreaming).toHaveBeenCalledOnce();
  expect(screen.getByRole('button', { name: 'Mute (stop streaming)' })).toBeDefined();
});

it('opens the microphone again', () => {
  fireEvent.click(show(MUTED));
  expect(actions.startStreaming).toHaveBeenCalledOnce();
  expect(screen.getByRole('button', { name: 'Unmute (start streaming)' })).toBeDefined();
});

it('cannot be pressed without a call', () => {
  expect(show(IDLE)).toHaveProperty('disabled', true);
});

it('offers the microphone to those who only listen', () => {
  fireEvent.click(show({ ...MUTED, listenOnly: true }));
  expect(screen.getByRole('button', { name: 'Use microphone' })).toBeDefined();
  expect(actions.takeMicrophone).toHaveBeenCalledOnce();
});

it('talks as long as a finger holds it, also when the finger slides off', () => {
  const button = show(MUTED, true);
  fireEvent.pointerDown(button, { pointerId: 1 });
  expect(actions.startStreaming).toHaveBeenCalledOnce();
  expect(button.setPointerCapture).toHaveBeenCalledOnce();
  expect(actions.stopStreaming).not.toHaveBeenCalled();
  fireEvent.pointerUp(button);
  expect(actions.stopStreaming).toHaveBeenCalledOnce();
});

it('talks as long as a key holds it', () => {
  const button = show(MUTED, true);
  fireEvent.keyDown(button, { code: 'Enter' });
  fireEvent.keyDown(button, { code: 'Enter', repeat: true });
  expect(actions.startStreaming).toHaveBeenCalledOnce();
  fireEvent.keyUp(button, { code: 'Enter' });
  expect(actions.stopStreaming).toHaveBeenCalledOnce();
});

it('falls silent when the phone takes the finger away', () => {
  const button = show(LIVE, true);
  fireEvent.pointerCancel(button);
  fireEvent.blur(button);
  expect(actions.stopStreaming).toHaveBeenCalledTimes(2);
});

it('is switched by those who cannot hold it, and shows its state', () => {
  const button = show(LIVE, true);
  expect(button.getAttribute('aria-pressed')).toBe('true');
  fireEvent.click(button, { detail: 0 });
  expect(actions.stopStreaming).toHaveBeenCalledOnce();
});
