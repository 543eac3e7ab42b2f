// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Figure, formatMilliseconds, formatPercent } from './Figure';

afterEach(cleanup);

it('shows a name and its value', () => {
  const { container } = render(<Figure name="Jitter" value="3.0 ms" />);
  expect(container.textContent).toBe('Jitter3.0 ms');
});

it.each([
  [null, '–'],
  [undefined, '–'],
  [0.25, '< 1 ms'],
  [9.94, '9.9 ms'],
  [42.4, '42 ms'],
])('writes %s milliseconds as %s', (value, text) => {
  expect(formatMilliseconds(value)).toBe(text);
});

it.each([
  [null, '–'],
  [0, '0 %'],
  [0.004, '0.4 %'],
  [0.25, '25 %'],
])('writes the share %s as %s', (value, text) => {
  expect(formatPercent(value)).toBe(text);
});
