import { beforeEach, expect, it, vi } from 'vitest';
import { FakeServer } from '../../testing/fakes';
import { fetchClientConfig, PLAIN_CONFIG, readClientConfig } from './client-config';

const PARROT = { name: 'parrot', summary: 'sends back' };

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'https://calls.example/voice/' });
});

it('asks the server beside the page whom one can talk to', async () => {
  const server = new FakeServer(Response.json({ default: 'parrot', agents: [PARROT] }));
  expect(await fetchClientConfig(server.fetch)).toEqual({
    defaultAgent: 'parrot',
    agents: [PARROT],
  });
  expect(server.log).toEqual(['GET /voice/v1/agents']);
});

it.each([
  ['refuses', new Response(null, { status: 404 })],
  ['is not there', new TypeError('Failed to fetch')],
  ['answers with a page', new Response('<!doctype html>')],
])('goes without when the server %s', async (_, answer) => {
  expect(await fetchClientConfig(new FakeServer(answer).fetch)).toEqual(PLAIN_CONFIG);
});

it.each([null, 'parrot', { agents: 'parrot' }, { agents: [null, 7, { name: 3 }], default: 3 }])(
  'passes over what it does not understand in %j',
  (document) => {
    expect(readClientConfig(document)).toEqual(PLAIN_CONFIG);
  },
);
