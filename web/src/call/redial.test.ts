import { expect, it } from 'vitest';
import { callFailure } from './failure';
import { mayPass, REDIAL_DELAYS_MS, redialDelay } from './redial';

const LOST = callFailure('connection-lost');

it('waits longer from attempt to attempt, and gives up in the end', () => {
  const delays = REDIAL_DELAYS_MS.map((_, index) => redialDelay(index + 1, LOST, 0.5));
  expect(delays).toEqual([...REDIAL_DELAYS_MS]);
  expect(redialDelay(REDIAL_DELAYS_MS.length + 1, LOST, 0.5)).toBeNull();
});

it('spreads callers, who would all come back at once otherwise', () => {
  expect(redialDelay(2, LOST, 0)).toBe(700);
  expect(redialDelay(2, LOST, 1)).toBe(1_300);
});

it('waits as long as the server asks for', () => {
  expect(redialDelay(1, callFailure('busy', { retryAfterSeconds: 20 }), 0.5)).toBe(20_000);
});

it('knows what passes and what a person has to mend', () => {
  expect(mayPass(callFailure('unreachable'))).toBe(true);
  expect(mayPass(callFailure('busy'))).toBe(true);
  expect(mayPass(callFailure('unauthorized'))).toBe(false);
  expect(mayPass(callFailure('rejected'))).toBe(false);
});
