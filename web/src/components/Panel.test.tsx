// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Panel } from './Panel';

afterEach(cleanup);

it('shows what it holds, and goes away by a cross that has a name and comes last', () => {
  const close = vi.fn();
  render(
    <Panel kind="error" icon="lock" closeLabel="Dismiss" close={close} data-testid="panel">
      <button type="button">Help</button>
    </Panel>,
  );
  const names = screen
    .getAllByRole('button')
    .map((button) => button.getAttribute('aria-label') ?? button.textContent);
  expect(names).toEqual(['Help', 'Dismiss']);
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(close).toHaveBeenCalledOnce();
  expect(screen.getByTestId('panel').dataset['kind']).toBe('error');
});
