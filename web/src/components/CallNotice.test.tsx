// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LIVE, TALK } from '../../testing/connections';
import { type Connection, IDLE } from '../call/connection';
import { callFailure } from '../call/failure';
import { CallNotice } from './CallNotice';

const actions = {
  redialNow: vi.fn(),
  endCall: vi.fn(),
  unblockSound: vi.fn(),
  takeMicrophone: vi.fn(),
};

beforeEach(() => {
  vi.clearAllMocks();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(connection: Connection, isSilent = false): string {
  render(<CallNotice connection={connection} isSilent={isSilent} {...actions} />);
  return screen.getByTestId('call-notice').textContent ?? '';
}

it('asks for nothing when all is well', () => {
  expect(show(LIVE)).toBe('');
  cleanup();
  expect(show(IDLE, true)).toBe('');
});

it('says why it calls again and when, and lets the person hurry it or give up', () => {
  const lost = callFailure('server-stopped');
  const at = Date.now() + 5_000;
  const text = show({ ...TALK, phase: 'redialing', since: 1, lost, attempt: 3, at });
  expect(text).toContain('The server has stopped.');
  expect(text).toContain('Calling again (attempt 3) in 5 s');
  fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
  expect(actions.redialNow).toHaveBeenCalledOnce();
  fireEvent.click(screen.getByRole('button', { name: 'Give up' }));
  expect(actions.endCall).toHaveBeenCalledOnce();
});

it('points at the browser’s question, unless it is answered at once', () => {
  vi.useFakeTimers();
  expect(show({ ...TALK, phase: 'asking' })).toBe('');
  act(() => vi.advanceTimersByTime(1_000));
  expect(screen.getByTestId('call-notice').textContent).toContain('choose “Allow”');
  cleanup();
  show({ ...TALK, phase: 'asking', listenOnly: true });
  act(() => vi.advanceTimersByTime(1_000));
  expect(screen.getByTestId('call-notice').textContent).toBe('');
});

it('asks for the tap that lets the sound out', () => {
  show({ ...LIVE, soundBlocked: true });
  fireEvent.click(screen.getByRole('button', { name: 'Tap to hear' }));
  expect(actions.unblockSound).toHaveBeenCalledOnce();
});

it('wonders about a microphone from which nothing comes', () => {
  expect(show(LIVE, true)).toContain('We hear nothing from your microphone.');
});

it('says why there is no microphone, and offers to try again', () => {
  const microphoneTrouble = callFailure('microphone-lost');
  expect(show({ ...LIVE, listenOnly: true, microphoneTrouble })).toContain('went away');
  fireEvent.click(screen.getByRole('button', { name: 'Use microphone' }));
  expect(actions.takeMicrophone).toHaveBeenCalledOnce();
});

it('puts what cannot be heard before what cannot be said', () => {
  const text = show({ ...LIVE, soundBlocked: true }, true);
  expect(text).toContain('holds the sound back');
  expect(text).not.toContain('We hear nothing');
});
