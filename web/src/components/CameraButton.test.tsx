// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { CameraState } from '../video/camera-desk';
import { CameraButton } from './CameraButton';

const switchCamera = vi.fn();

function show(camera: CameraState, canShow: boolean, isInCall = true): HTMLButtonElement {
  render(<CameraButton {...{ camera, canShow, isInCall, switchCamera }} />);
  return screen.getByRole<HTMLButtonElement>('button', { name: 'Camera' });
}

afterEach(cleanup);

it('is off until it is pressed, and can be pressed where there is a way for pictures', () => {
  const button = show('off', true);
  expect(button.getAttribute('aria-pressed')).toBe('false');
  fireEvent.click(button);
  expect(switchCamera).toHaveBeenCalledOnce();
});

it('says why it cannot be pressed, once there is a call', () => {
  const button = show('off', false);
  expect(button.disabled).toBe(true);
  expect(button.title).toContain('no pictures');
  cleanup();
  expect(show('off', false, false).title).toBe('');
});

it('can be switched off while the connection is lost', () => {
  const button = show('on', false);
  expect(button.disabled).toBe(false);
  expect(button.getAttribute('aria-pressed')).toBe('true');
});
