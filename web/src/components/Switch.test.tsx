// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Switch } from './Switch';

afterEach(cleanup);

it('shows whether it is on, and turns', () => {
  const change = vi.fn();
  render(<Switch label="Push to talk" isOn={false} change={change} />);
  const element = screen.getByRole('switch', { name: 'Push to talk' });
  expect(element).toHaveProperty('checked', false);
  fireEvent.click(element);
  expect(change).toHaveBeenCalledWith(true);
});
