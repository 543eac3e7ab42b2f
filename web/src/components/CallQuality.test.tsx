// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Broadcast } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';
import { CallQuality } from './CallQuality';

const NOTHING: LinkQuality = {
  roundTripMs: null,
  jitterMs: null,
  bufferMs: null,
  loss: null,
  concealed: null,
};
const FINE: LinkQuality = { roundTripMs: 12, jitterMs: 3, bufferMs: 30, loss: 0, concealed: 0.01 };

afterEach(cleanup);

function shown(reading: LinkQuality | null, isLive = true): string[] {
  const quality = new Broadcast<LinkQuality | null>();
  render(<CallQuality quality={quality} isLive={isLive} />);
  act(() => quality.publish(reading));
  return [...document.querySelectorAll('dd')].map(({ textContent }) => textContent);
}

it('shows every figure by its name', () => {
  expect(shown(FINE)).toEqual(['Good', '12 ms', '3.0 ms', '30 ms', '0 %', '1.0 %']);
});

it('says the line in a word, and how long one waits', () => {
  shown(FINE);
  expect(document.querySelector('summary')?.textContent).toBe('Good line, delay 42 ms');
  cleanup();
  shown({ ...FINE, loss: 0.2 });
  expect(document.querySelector('summary')?.textContent).toBe('Poor line, delay 42 ms');
  expect(screen.getByTestId('call-quality').dataset['grade']).toBe('poor');
});

it('shows a dash for what is not known', () => {
  expect(shown(NOTHING).slice(1)).toEqual(['–', '–', '–', '–', '–']);
});

it('says whether there is anything to show', () => {
  shown(NOTHING);
  expect(screen.getByTestId('call-quality').dataset['known']).toBe('true');
  cleanup();
  shown(null);
  expect(screen.getByTestId('call-quality').dataset['known']).toBe('false');
  cleanup();
  shown(FINE, false);
  expect(screen.getByTestId('call-quality').dataset['known']).toBe('false');
});
