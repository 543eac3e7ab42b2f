import { describe, expect, it } from 'vitest';
import { ANSWER, created, FakeServer, OFFER } from '../../testing/fakes';
import { WhipError } from '../whip/whip-error';
import { WhipClient, type WhipSession } from './whipClient';

const ENDPOINT = new URL('https://calls.example/prefix/whip');

function clientOf(server: FakeServer, token: string | null = null): WhipClient {
  return new WhipClient(ENDPOINT, { fetch: server.fetch, token: () => token });
}

async function sessionOf(server: FakeServer): Promise<WhipSession> {
  return clientOf(server).open(OFFER);
}

async function errorOf(promise: Promise<unknown>): Promise<WhipError> {
  const error: unknown = await promise.catch((reason) => reason);
  if (!(error instanceof WhipError)) {
    throw new Error(`expected a WhipError, got ${String(error)}`);
  }
  return error;
}

/** `url` as fetch reports it after redirects; constructed responses have none. */
function from(url: string, response: Response): Response {
  return Object.defineProperty(response, 'url', { value: url });
}

describe('opening', () => {
  it('posts the offer as SDP and returns the answer', async () => {
    const server = new FakeServer(created());
    const session = await sessionOf(server);
    const [request] = server.requests;
    expect(server.log).toEqual(['POST /prefix/whip']);
    expect(request?.headers.get('Content-Type')).toBe('application/sdp');
    expect(await request?.text()).toBe(OFFER);
    expect(session.answer).toBe(ANSWER);
  });

  it('takes a place again by a header, which no address shows', async () => {
    const server = new FakeServer(created());
    const client = new WhipClient(new URL('https://calls.example/prefix/whip'), {
      fetch: server.fetch,
      resume: 'token',
    });
    await client.open(OFFER);
    expect(server.requests[0]?.headers.get('Jackfield-Resume')).toBe('token');
    expect(server.log).toEqual(['POST /prefix/whip']);
  });

  it('learns its place in a call with others', async () => {
    const headers = { 'Jackfield-Participant': 'ann', 'Jackfield-Resume': 'token' };
    const session = await sessionOf(new FakeServer(created(headers)));
    expect(session.place).toEqual({ participant: 'ann', resume: 'token' });
    expect((await sessionOf(new FakeServer(created()))).place).toBeNull();
  });

  it.each([
    ['whip/call-1', 'https://calls.example/prefix/whip/call-1'],
    ['/sessions/call-1', 'https://calls.example/sessions/call-1'],
    ['https://node7.example/call-1', 'https://node7.example/call-1'],
  ])('resolves the location %s against the endpoint', async (location, url) => {
    const session = await sessionOf(new FakeServer(created({ Location: location })));
    expect(session.url.href).toBe(url);
    expect(session.id).toBe('call-1');
  });

  it('resolves the location against where a redirect led', async () => {
    const response = from('https://node7.example/edge/whip', created());
    const session = await sessionOf(new FakeServer(response));
    expect(session.url.href).toBe('https://node7.example/edge/whip/call-1');
  });

  it('takes up the ICE servers the server names', async () => {
    const response = created({ Link: '<stun:stun.example>; rel="ice-server"' });
    const session = await sessionOf(new FakeServer(response));
    expect(session.iceServers).toEqual([{ urls: 'stun:stun.example' }]);
  });

  it('shows its token on every request, and none when it has none', async () => {
    const server = new FakeServer(created());
    const session = await clientOf(server, 's3cret').open(OFFER);
    await session.trickle('fragment');
    await session.close();
    expect(server.requests.map(({ headers }) => headers.get('Authorization'))).toEqual([
      'Bearer s3cret',
      'Bearer s3cret',
      'Bearer s3cret',
    ]);
    const open = new FakeServer(created());
    await sessionOf(open);
    expect(open.requests[0]?.headers.has('Authorization')).toBe(false);
  });

  it('says that nobody answers when the network fails', async () => {
    const cause = new TypeError('Failed to fetch');
    const error = await errorOf(sessionOf(new FakeServer(cause)));
    expect(error).toMatchObject({ reason: 'unreachable', cause });
  });

  it('says how long to wait when the server is full', async () => {
    const full = new Response(null, { status: 503, headers: { 'Retry-After': '12' } });
    expect(await errorOf(sessionOf(new FakeServer(full)))).toMatchObject({
      reason: 'busy',
      retryAfterSeconds: 12,
    });
  });

  it('recognises that an answer does not come from a WHIP server', async () => {
    const impostors = [
      new Response('<html>', { status: 200, headers: { 'Content-Type': 'text/html' } }),
      created({ 'Content-Type': 'text/plain' }),
      new Response(ANSWER, { status: 201, headers: { 'Content-Type': 'application/sdp' } }),
    ];
    for (const impostor of impostors) {
      expect((await errorOf(sessionOf(new FakeServer(impostor)))).reason).toBe('protocol');
    }
  });

  it('takes an answer that breaks off for no answer', async () => {
    const broken = new Response(
      new ReadableStream({ start: (controller) => controller.error(new TypeError('reset')) }),
      { status: 201, headers: { 'Content-Type': 'application/sdp', Location: 'whip/a' } },
    );
    expect((await errorOf(sessionOf(new FakeServer(broken)))).reason).toBe('unreachable');
  });
});

describe('a session', () => {
  it('trickles under the entity tag it was given', async () => {
    const server = new FakeServer(created());
    const session = await sessionOf(server);
    await session.trickle('a=candidate:1\r\n');
    const request = server.requests[1];
    expect(server.log[1]).toBe('PATCH /prefix/whip/call-1');
    expect(request?.headers.get('Content-Type')).toBe('application/trickle-ice-sdpfrag');
    expect(request?.headers.get('If-Match')).toBe('"one"');
    expect(await request?.text()).toBe('a=candidate:1\r\n');
  });

  it('makes no condition when the server gave no entity tag', async () => {
    const response = created();
    response.headers.delete('ETag');
    const server = new FakeServer(response);
    await (await sessionOf(server)).trickle('fragment');
    expect(server.requests[1]?.headers.has('If-Match')).toBe(false);
  });

  it('restarts ICE unconditionally, and trickles under the new tag from then on', async () => {
    const renewed = new Response('a=ice-ufrag:new\r\na=ice-pwd:secret\r\n', {
      status: 200,
      headers: { ETag: '"two"' },
    });
    const server = new FakeServer(created(), renewed);
    const session = await sessionOf(server);
    const fragment = await session.restartIce('restart');
    await session.trickle('fragment');
    expect(fragment.credentials).toEqual({ ufrag: 'new', password: 'secret' });
    expect(server.requests.slice(1).map(({ headers }) => headers.get('If-Match'))).toEqual([
      '*',
      '"two"',
    ]);
  });

  it('does not take an empty answer for a restart', async () => {
    const session = await sessionOf(new FakeServer(created()));
    expect((await errorOf(session.restartIce('restart'))).reason).toBe('protocol');
  });

  it('keeps its tag when a restart is refused', async () => {
    const server = new FakeServer(created(), new Response(null, { status: 412 }));
    const session = await sessionOf(server);
    expect((await errorOf(session.restartIce('restart'))).reason).toBe('outdated');
    await session.trickle('fragment');
    expect(server.requests[2]?.headers.get('If-Match')).toBe('"one"');
  });

  it('knows from a 404 that it has ended', async () => {
    const server = new FakeServer(created(), new Response(null, { status: 404 }));
    const session = await sessionOf(server);
    expect((await errorOf(session.trickle('fragment'))).reason).toBe('gone');
  });

  it('is deleted, in a way that outlives the page where asked', async () => {
    const server = new FakeServer(created());
    const session = await sessionOf(server);
    await session.close({ keepalive: true });
    expect(server.log[1]).toBe('DELETE /prefix/whip/call-1');
    expect(server.requests[1]?.keepalive).toBe(true);
  });
});
