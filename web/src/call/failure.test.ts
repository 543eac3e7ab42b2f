import { expect, it } from 'vitest';
import { CallError, callFailure, reportedFailure } from './failure';

it('says in plain words what happened and what helps', () => {
  expect(callFailure('microphone-missing')).toEqual({
    reason: 'microphone-missing',
    message: 'No microphone was found.',
    hint: 'Plug one in, or switch it on in the system settings, then try again.',
    retryAfterSeconds: null,
  });
});

it('prefers the particular hint over the standard one', () => {
  const failure = callFailure('busy', { hint: 'Ten people wait.', retryAfterSeconds: 8 });
  expect(failure).toMatchObject({ hint: 'Ten people wait.', retryAfterSeconds: 8 });
});

it('keeps the words of a failure that was reported from outside', () => {
  expect(reportedFailure('Out of milk.')).toMatchObject({
    reason: 'reported',
    message: 'Out of milk.',
  });
});

it('travels as an error together with its cause', () => {
  const cause = new DOMException('no', 'NotFoundError');
  const error = new CallError(callFailure('microphone-missing'), { cause });
  expect(error.cause).toBe(cause);
  expect(error.failure.reason).toBe('microphone-missing');
  expect(error.message).toBe('No microphone was found.');
});
