// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { ConnectionPhase } from '../call/connection';
import { usePageTitle } from './usePageTitle';

afterEach(cleanup);

it('says where the call stands to those who look at another tab', () => {
  const { rerender } = renderHook((phase: ConnectionPhase) => usePageTitle(phase), {
    initialProps: 'idle',
  });
  expect(document.title).toBe('Jackfield');
  rerender('live');
  expect(document.title).toBe('In a call – Jackfield');
  rerender('redialing');
  expect(document.title).toBe('Reconnecting – Jackfield');
});
