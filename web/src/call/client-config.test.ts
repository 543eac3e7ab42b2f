// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { FakeServer } from '../../testing/fakes';
import { fetchClientConfig, PLAIN_CONFIG, readClientConfig } from './client-config';

const PARROT = { name: 'parrot', summary: 'sends back' };
const TOLD = { client: 'me', transport: 'websocket', agent: 'parrot', agents: [PARROT] };

beforeEach(() => {
  localStorage.clear();
  window.location.href = 'https://calls.example/voice/';
});

it('asks the server beside the page how to call', async () => {
  const server = new FakeServer(Response.json(TOLD));
  expect(await fetchClientConfig(server.fetch)).toEqual({
    client: 'me',
    transport: 'websocket',
    defaultAgent: 'parrot',
    agents: [PARROT],
  });
  expect(server.log).toEqual(['GET /voice/v1/client-config']);
});

it('is the same client at the next visit', async () => {
  const server = new FakeServer(Response.json(TOLD), Response.json(TOLD));
  await fetchClientConfig(server.fetch);
  await fetchClientConfig(server.fetch);
  expect(server.requests.map(({ url }) => new URL(url).search)).toEqual(['', '?client=me']);
});

it.each([
  ['refuses', new Response(null, { status: 404 })],
  ['is not there', new TypeError('Failed to fetch')],
  ['answers with a page', new Response('<!doctype html>')],
])('goes without when the server %s', async (_, answer) => {
  expect(await fetchClientConfig(new FakeServer(answer).fetch)).toEqual(PLAIN_CONFIG);
});

it.each([null, 'parrot', { agents: 'parrot' }, { agents: [null, 7, { name: 3 }], agent: 3 }])(
  'passes over what it does not understand in %j',
  (document) => {
    expect(readClientConfig(document)).toEqual(PLAIN_CONFIG);
  },
);
