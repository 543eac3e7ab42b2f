import { expect, it } from 'vitest';
import { WhipError } from '../whip/whip-error';
import { overflowOf } from './websocket-place';

const PLACE = {
  endpoint: new URL('https://a.example/ws/audio?agent=parrot'),
  token: 'key',
  resume: 'place',
};

function full(overflow: string): WhipError {
  return new WhipError('', { reason: 'busy', status: 503, overflow });
}

it('follows a full server to another, with the agent but without the key', () => {
  const place = overflowOf(full('wss://b.example/voice/ws/audio'), PLACE);
  expect(place?.endpoint.href).toBe('https://b.example/voice/ws/audio?agent=parrot');
  expect(place?.token).toBeNull();
  expect(place?.resume).toBe('');
});

it('keeps the key where the origin is the same', () => {
  expect(overflowOf(full('wss://a.example/second/ws/audio'), PLACE)?.token).toBe('key');
});

it.each([
  ['an error of another kind', new Error('broken')],
  ['no way out', new WhipError('', { reason: 'busy' })],
  ['something that is no address', full('elsewhere')],
  ['another kind of address', full('javascript:alert(1)')],
])('goes nowhere after %s', (_, error) => {
  expect(overflowOf(error, PLACE)).toBeNull();
});
