// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { DeviceSelect } from './DeviceSelect';

afterEach(cleanup);

const DEVICES = [
  { id: 'desk', label: 'Desk microphone' },
  { id: 'headset', label: 'Headset' },
];
const choose = vi.fn();

function show(chosen: string): HTMLSelectElement {
  render(<DeviceSelect label="Microphone" devices={DEVICES} chosen={chosen} choose={choose} />);
  return screen.getByRole('combobox', { name: 'Microphone' });
}

it('offers what there is, and what the system prefers', () => {
  const names = [...show('').options].map(({ text }) => text);
  expect(names).toEqual(['System default', 'Desk microphone', 'Headset']);
});

it('takes a choice', () => {
  fireEvent.change(show(''), { target: { value: 'headset' } });
  expect(choose).toHaveBeenCalledWith('headset');
});

it('keeps a choice that is unplugged for the moment', () => {
  const select = show('drawer');
  expect(select.value).toBe('drawer');
  expect(select.selectedOptions[0]?.text).toBe('Not plugged in now');
});
