import { expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createBrowserLine } from './browser-line';
import { PLAIN_CONFIG } from './client-config';
import { CallError } from './failure';
import { DEFAULT_SETTINGS, type Settings } from './settings';

const settings = createStore<Settings>(() => DEFAULT_SETTINGS);

const ALONE = { call: '', agent: '', openChannel: () => null, leave: () => undefined };

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

it('refuses to open where no call can be made, before it touches anything', () => {
  vi.stubGlobal('isSecureContext', false);
  const line = createBrowserLine(
    settings,
    () => PLAIN_CONFIG,
    () => ALONE,
  );
  const error = errorOf(() => line.open(() => undefined, 'talking'));
  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({ failure: { reason: 'insecure-origin' } });
});
