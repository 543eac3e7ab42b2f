import { expect, it } from 'vitest';
import { errorFromResponse, parseRetryAfter } from './whip-error';

function answer(status: number, headers: Record<string, string> = {}, body = ''): Response {
  return new Response(body, { status, headers });
}

it.each([
  ['open', 401, 'unauthorized'],
  ['open', 403, 'unauthorized'],
  ['open', 429, 'busy'],
  ['open', 503, 'busy'],
  ['open', 502, 'unreachable'],
  ['open', 404, 'rejected'],
  ['open', 410, 'expired'],
  ['open', 415, 'rejected'],
  ['open', 422, 'rejected'],
  ['patch', 404, 'gone'],
  ['patch', 410, 'gone'],
  ['patch', 405, 'unsupported'],
  ['patch', 501, 'unsupported'],
  ['patch', 412, 'outdated'],
  ['patch', 428, 'outdated'],
  ['patch', 500, 'rejected'],
  ['delete', 404, 'gone'],
] as const)('reads a %s answered with %i as %s', async (request, status, reason) => {
  expect(await errorFromResponse(request, answer(status))).toMatchObject({ reason, status });
});

it('carries the words of problem+json, whose detail says more than its title', async () => {
  const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' };
  const both = answer(422, headers, '{"title":"Bad offer","detail":"No audio section."}');
  const titleOnly = answer(422, headers, '{"title":"Bad offer"}');
  expect((await errorFromResponse('open', both)).detail).toBe('No audio section.');
  expect((await errorFromResponse('open', titleOnly)).detail).toBe('Bad offer');
});

it.each(['{', '[]', 'null', '{"detail":7}'])('survives a broken explanation: %s', async (body) => {
  const response = answer(400, { 'Content-Type': 'application/problem+json' }, body);
  expect(await errorFromResponse('open', response)).toMatchObject({
    reason: 'rejected',
    detail: '',
  });
});

it('does not read other bodies out to people', async () => {
  const response = answer(500, { 'Content-Type': 'text/html' }, '<h1>Traceback</h1>');
  expect((await errorFromResponse('open', response)).detail).toBe('');
});

it('understands both forms of Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(parseRetryAfter('7', now)).toBe(7);
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30);
  expect(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
  expect(parseRetryAfter('soon', now)).toBeNull();
  expect(parseRetryAfter(null, now)).toBeNull();
});
