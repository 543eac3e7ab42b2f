// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CallFailure, callFailure, reportedFailure } from '../call/failure';
import { ErrorPanel } from './ErrorPanel';

const retry = vi.fn();
const listenIn = vi.fn();
const dismiss = vi.fn();

function panel(failure: CallFailure): ReactElement {
  return <ErrorPanel failure={failure} retry={retry} listenIn={listenIn} dismiss={dismiss} />;
}

beforeEach(() => {
  vi.clearAllMocks();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('says at once what happened and what helps', () => {
  render(panel(callFailure('microphone-denied')));
  expect(screen.getByRole('alert').textContent).toBe(
    'The browser was not allowed to use your microphone.' +
      'Allow it by the icon beside the address bar, then try again.',
  );
});

it('leaves out the hint where there is none', () => {
  render(panel(reportedFailure('Oops.')));
  expect(screen.getByRole('alert').textContent).toBe('Oops.');
});

it('tries again, or goes away', () => {
  render(panel(callFailure('unreachable')));
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(retry).toHaveBeenCalledOnce();
  expect(dismiss).toHaveBeenCalledOnce();
});

it('waits as long as the server asked before it offers to try again', () => {
  vi.useFakeTimers();
  render(panel(callFailure('busy', { retryAfterSeconds: 2 })));
  const button = screen.getByRole('button', { name: 'Try again in 2 s' });
  expect(button).toHaveProperty('disabled', true);
  act(() => vi.advanceTimersByTime(1_000));
  expect(button.textContent).toBe('Try again in 1 s');
  act(() => vi.advanceTimersByTime(1_000));
  expect(button.textContent).toBe('Try again');
  expect(button).toHaveProperty('disabled', false);
});

it.each(['insecure-origin', 'unsupported-browser'] as const)(
  'does not promise that trying again would help against %s',
  (reason) => {
    render(panel(callFailure(reason)));
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  },
);

it('asks for the token when the server wants one', () => {
  render(panel(callFailure('unauthorized')));
  expect(screen.getByLabelText('Access token')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

it('offers to listen where only the microphone is missing', () => {
  render(panel(callFailure('microphone-denied')));
  fireEvent.click(screen.getByRole('button', { name: 'Just listen' }));
  expect(listenIn).toHaveBeenCalledOnce();
  cleanup();
  render(panel(callFailure('busy')));
  expect(screen.queryByRole('button', { name: 'Just listen' })).toBeNull();
});
