// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../call/settings';
import { useSettingsStore } from '../stores/settingsStore';
import { useAddressSettings } from './useAddressSettings';

afterEach(() => {
  cleanup();
  useSettingsStore.setState(DEFAULT_SETTINGS);
});

it('takes the settings of the address over, and says what it could not', () => {
  window.location.href = 'http://localhost/?volume=25&transport=pigeon';
  const { result } = renderHook(useAddressSettings);
  expect(useSettingsStore.getState()).toMatchObject({ volume: 0.25, transport: 'auto' });
  expect(result.current).toHaveLength(1);
});
