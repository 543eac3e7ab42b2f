/** What the server offers, once it has said so. */

import { create } from 'zustand';
import { type ClientConfig, fetchClientConfig, PLAIN_CONFIG } from '../call/client-config';

export const useClientConfigStore = create<ClientConfig>()(() => PLAIN_CONFIG);

/** Never rejects. A server that cannot be asked now still offers what it did. */
export async function loadClientConfig(): Promise<void> {
  const config = await fetchClientConfig();
  if (config !== PLAIN_CONFIG) {
    useClientConfigStore.setState(config);
  }
}
