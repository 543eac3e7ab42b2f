// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { CallEnd, CallSummary } from '../call/call-summary';
import { callFailure } from '../call/failure';
import { CallSummaryCard } from './CallSummaryCard';

afterEach(cleanup);

const SUMMARY: CallSummary = {
  durationMs: 192_000,
  end: 'hung-up',
  delayMs: { median: 42, worst: 180 },
  loss: 0.004,
  concealed: 0,
  interruptions: 1,
};
const saveLog = vi.fn();
const dismiss = vi.fn();

function show(part: Partial<CallSummary> = {}): void {
  render(<CallSummaryCard summary={{ ...SUMMARY, ...part }} saveLog={saveLog} dismiss={dismiss} />);
}

it.each<[CallEnd, string]>([
  ['hung-up', 'Call ended after 3:12'],
  ['other-side', 'The other side hung up after 3:12'],
  [callFailure('connection-lost'), 'Call lost after 3:12'],
])('says who ended the call (%#) and when', (end, title) => {
  show({ end });
  expect(screen.getByRole('region', { name: title })).toBeDefined();
});

it('shows what the line was like', () => {
  show();
  const text = screen.getByTestId('call-summary').textContent;
  for (const words of ['Delay42 ms', 'At worst180 ms', 'Lost0.4 %', 'Interruptions1']) {
    expect(text).toContain(words);
  }
});

it('is honest about what it does not know', () => {
  show({ delayMs: null, loss: null, concealed: null });
  expect(screen.getByTestId('call-summary').textContent).toContain('Delay–');
});

it('hands out the log, and goes away', () => {
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Download event log' }));
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(saveLog).toHaveBeenCalledOnce();
  expect(dismiss).toHaveBeenCalledOnce();
});
