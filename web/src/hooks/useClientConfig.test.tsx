// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { PLAIN_CONFIG } from '../call/client-config';
import { useClientConfig } from './useClientConfig';

afterEach(cleanup);

it('offers nothing until the server has answered, then what it said', async () => {
  const agents = [{ name: 'parrot', summary: 'sends back' }];
  vi.stubGlobal('fetch', async () => Response.json({ default: 'parrot', agents }));
  const { result } = renderHook(useClientConfig);
  expect(result.current).toEqual(PLAIN_CONFIG);
  await act(async () => new Promise((resolve) => setTimeout(resolve, 0)));
  expect(result.current.agents).toEqual(agents);
});
