// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ProcessingSwitches } from './ProcessingSwitches';

afterEach(cleanup);

it('shows what is on, and switches each by its own name', () => {
  const setProcessing = vi.fn();
  const processing = { echoCancellation: true, noiseSuppression: false, autoGainControl: true };
  render(<ProcessingSwitches processing={processing} setProcessing={setProcessing} />);
  const named = (name: string): HTMLElement => screen.getByRole('switch', { name });
  expect(named('Echo cancellation')).toHaveProperty('checked', true);
  expect(named('Noise suppression')).toHaveProperty('checked', false);
  fireEvent.click(named('Echo cancellation'));
  fireEvent.click(named('Noise suppression'));
  fireEvent.click(named('Automatic gain'));
  expect(setProcessing.mock.calls).toEqual([
    ['echoCancellation', false],
    ['noiseSuppression', true],
    ['autoGainControl', false],
  ]);
});
