/** Asks the server once what it offers, and shows it. */

import { useEffect } from 'react';
import type { ClientConfig } from '../call/client-config';
import { loadClientConfig, useClientConfigStore } from '../stores/clientConfigStore';

export function useClientConfig(): ClientConfig {
  useEffect(() => {
    // Never rejects.
    void loadClientConfig();
  }, []);
  return useClientConfigStore();
}
