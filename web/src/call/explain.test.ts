import { expect, it } from 'vitest';
import { WhipError } from '../whip/whip-error';
import { explain } from './explain';
import { CallError, callFailure } from './failure';

it('passes on what was explained where it happened', () => {
  const failure = callFailure('microphone-denied');
  expect(explain(new CallError(failure))).toBe(failure);
});

it.each([
  ['unreachable', 'unreachable'],
  ['unauthorized', 'unauthorized'],
  ['busy', 'busy'],
  ['gone', 'ended-by-server'],
  ['expired', 'connection-lost'],
  ['rejected', 'rejected'],
  ['protocol', 'rejected'],
] as const)('says of a server that is %s: %s', (reason, expected) => {
  expect(explain(new WhipError('', { reason })).reason).toBe(expected);
});

it('repeats the words a server gave for its refusal', () => {
  const error = new WhipError('', { reason: 'rejected', status: 422, detail: 'No Opus offered.' });
  expect(explain(error).hint).toBe('No Opus offered.');
});

it('names the status of a refusal without words', () => {
  expect(explain(new WhipError('', { reason: 'rejected', status: 418 })).hint).toContain('418');
});

it('says when an address is not a call server at all', () => {
  expect(explain(new WhipError('', { reason: 'protocol', status: 200 })).hint).toBe(
    'What answers at this address is not a call server.',
  );
});

it('tells a caller who called too often from a server that is full', () => {
  const fields = { reason: 'busy', retryAfterSeconds: 4 } as const;
  const full = explain(new WhipError('', { ...fields, status: 503 }));
  const eager = explain(new WhipError('', { ...fields, status: 429 }));
  expect(full.hint).toBe('Try again in a moment.');
  expect(full.message).toBe('All lines are busy.');
  expect(eager.message).toContain('too often');
  expect([full.retryAfterSeconds, eager.retryAfterSeconds]).toEqual([4, 4]);
});

it('admits when it does not know', () => {
  expect(explain(new TypeError('undefined is not a function')).reason).toBe('unexpected');
});
