/** What the server offers, once it has said so. */

import { useEffect, useState } from 'react';
import { type ClientConfig, fetchClientConfig, PLAIN_CONFIG } from '../call/client-config';

export function useClientConfig(): ClientConfig {
  const [config, setConfig] = useState(PLAIN_CONFIG);
  useEffect(() => {
    let isShown = true;
    const load = async (): Promise<void> => {
      const loaded = await fetchClientConfig();
      if (isShown) {
        setConfig(loaded);
      }
    };
    // `load` never rejects.
    void load();
    return () => {
      isShown = false;
    };
  }, []);
  return config;
}
