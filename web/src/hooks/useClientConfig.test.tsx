// @vitest-environment happy-dom
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { useClientConfig } from './useClientConfig';

afterEach(cleanup);

it('asks the server once, and shows what it said', async () => {
  const agents = [{ name: 'parrot', summary: 'sends back' }];
  const ask = vi.fn(async () => Response.json({ agent: 'parrot', agents }));
  vi.stubGlobal('fetch', ask);
  const { result, rerender } = renderHook(useClientConfig);
  await waitFor(() => expect(result.current.agents).toEqual(agents));
  rerender();
  expect(ask).toHaveBeenCalledOnce();
});
