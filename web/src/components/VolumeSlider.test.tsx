// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { VolumeSlider } from './VolumeSlider';

afterEach(cleanup);

it('shows the volume in percent, to the eye as well', () => {
  render(<VolumeSlider volume={0.4} setVolume={() => undefined} />);
  const slider = screen.getByRole('slider', { name: 'Volume' });
  expect(slider).toHaveProperty('value', '40');
  expect(slider.getAttribute('aria-valuetext')).toBe('40 percent');
  expect(slider.style.getPropertyValue('--filled')).toBe('40%');
});

it('sets the volume from 0 to 1', () => {
  const setVolume = vi.fn();
  render(<VolumeSlider volume={1} setVolume={setVolume} />);
  fireEvent.change(screen.getByRole('slider'), { target: { value: '25' } });
  expect(setVolume).toHaveBeenCalledWith(0.25);
});
