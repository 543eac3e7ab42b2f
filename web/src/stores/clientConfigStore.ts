/** What the server offers, once it has said so. */

import { create } from 'zustand';
import { type ClientConfig, fetchClientConfig, PLAIN_CONFIG } from '../call/client-config';

export const useClientConfigStore = create<ClientConfig>()(() => PLAIN_CONFIG);

/** Never rejects. */
export async function loadClientConfig(): Promise<void> {
  useClientConfigStore.setState(await fetchClientConfig());
}
