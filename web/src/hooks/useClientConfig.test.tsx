// @vitest-environment happy-dom
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { useClientConfig } from './useClientConfig';

afterEach(cleanup);

it('asks the server at first and after each call, and shows what it said', async () => {
  const agents = [{ name: 'parrot', summary: 'sends back' }];
  const ask = vi.fn(async () => Response.json({ agent: 'parrot', agents }));
  vi.stubGlobal('fetch', ask);
  const { result, rerender } = renderHook(useClientConfig, { initialProps: false });
  await waitFor(() => expect(result.current.agents).toEqual(agents));
  rerender(true);
  expect(ask).toHaveBeenCalledOnce();
  rerender(false);
  expect(ask).toHaveBeenCalledTimes(2);
});
