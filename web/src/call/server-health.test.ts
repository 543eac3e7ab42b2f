import { beforeEach, expect, it, vi } from 'vitest';
import { FakeServer } from '../../testing/fakes';
import { serverTakesCalls } from './server-health';

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'https://calls.example/voice/' });
});

it.each([
  ['is there', new Response('{}'), true],
  ['is draining', new Response(null, { status: 503 }), false],
  ['is gone', new TypeError('Failed to fetch'), false],
])('knows whether a server that %s takes calls', async (_, answer, expected) => {
  const server = new FakeServer(answer);
  expect(await serverTakesCalls(server.fetch)).toBe(expected);
  expect(server.log).toEqual(['GET /voice/health/ready']);
});
