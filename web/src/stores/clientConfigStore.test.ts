// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { PLAIN_CONFIG } from '../call/client-config';
import { loadClientConfig, useClientConfigStore } from './clientConfigStore';

it('offers nothing until the server has answered, then what it said', async () => {
  const agents = [{ name: 'parrot', summary: 'sends back' }];
  vi.stubGlobal('fetch', async () => Response.json({ transport: 'websocket', agents }));
  expect(useClientConfigStore.getState()).toEqual(PLAIN_CONFIG);
  await loadClientConfig();
  expect(useClientConfigStore.getState()).toMatchObject({ transport: 'websocket', agents });
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  await loadClientConfig();
  expect(useClientConfigStore.getState()).toMatchObject({ transport: 'websocket', agents });
});
