/** Takes over the settings that the page's address holds, once; says what in it makes no sense. */

import { useState } from 'react';
import { readAddress } from '../call/address-settings';
import { useSettingsStore } from '../stores/settingsStore';

export function useAddressSettings(): readonly string[] {
  const [problems] = useState(() => {
    const { settings, problems } = readAddress(window.location.search);
    useSettingsStore.getState().change(settings);
    return problems;
  });
  return problems;
}
