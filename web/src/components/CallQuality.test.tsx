// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Broadcast } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';
import { CallQuality } from './CallQuality';

const NOTHING: LinkQuality = { roundTripMs: null, jitterMs: null, bufferMs: null, loss: null };

afterEach(cleanup);

function shown(reading: LinkQuality | null): string[] {
  const quality = new Broadcast<LinkQuality | null>();
  render(<CallQuality quality={quality} />);
  act(() => quality.publish(reading));
  return screen.getAllByRole('definition').map(({ textContent }) => textContent);
}

it('gives tenths of a millisecond only where they count', () => {
  expect(shown({ roundTripMs: 1.25, jitterMs: 9.97, bufferMs: 43.6, loss: 0 })).toEqual([
    '1.3 ms',
    '10.0 ms',
    '44 ms',
    '0 %',
  ]);
});

it.each([
  [0.002, '0.2 %'],
  [0.25, '25 %'],
  [1, '100 %'],
])('writes a loss of %d as %s', (loss, text) => {
  expect(shown({ ...NOTHING, loss }).at(-1)).toBe(text);
});

it('shows a dash for what is not known', () => {
  expect(shown(NOTHING)).toEqual(['–', '–', '–', '–']);
});

it('says whether there is anything to show', () => {
  shown(NOTHING);
  expect(screen.getByTestId('call-quality').dataset['known']).toBe('true');
  cleanup();
  shown(null);
  expect(screen.getByTestId('call-quality').dataset['known']).toBe('false');
});
