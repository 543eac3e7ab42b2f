// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Icon } from './Icon';

afterEach(cleanup);

it.each([
  'call',
  'camera',
  'camera-off',
  'clock',
  'close',
  'hang-up',
  'lock',
  'microphone',
  'microphone-off',
  'unplugged',
  'volume',
  'warning',
] as const)('draws %s, for the eye only', (name) => {
  const svg = render(<Icon name={name} />).container.querySelector('svg');
  expect(svg?.childElementCount).toBeGreaterThan(0);
  expect(svg?.getAttribute('aria-hidden')).toBe('true');
});

it('does not draw two signs alike', () => {
  const on = render(<Icon name="microphone" />).container.innerHTML;
  const off = render(<Icon name="microphone-off" />).container.innerHTML;
  expect(on).not.toBe(off);
});
