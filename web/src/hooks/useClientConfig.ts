/** Asks the server what it offers, and shows it: at first, and after each call for the next one. */

import { useEffect } from 'react';
import type { ClientConfig } from '../call/client-config';
import { loadClientConfig, useClientConfigStore } from '../stores/clientConfigStore';

/** A page may stay open for days, while its server changes who answers and by which transport. */
export function useClientConfig(isInCall: boolean): ClientConfig {
  useEffect(() => {
    if (!isInCall) {
      // Never rejects.
      void loadClientConfig();
    }
  }, [isInCall]);
  return useClientConfigStore();
}
