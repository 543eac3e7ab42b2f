import { expect, it } from 'vitest';
import type { LinkQuality } from './link-quality';
import { gradeOf } from './quality-grade';

const FINE: LinkQuality = { roundTripMs: 20, bufferMs: 40, jitterMs: 3, loss: 0, concealed: 0 };

it.each<[string, Partial<LinkQuality>, string]>([
  ['a short way without loss', {}, 'good'],
  ['a long way', { roundTripMs: 250 }, 'fair'],
  ['a way by satellite', { roundTripMs: 600 }, 'poor'],
  ['a deep buffer', { bufferMs: 400 }, 'fair'],
  ['some loss', { loss: 0.05 }, 'fair'],
  ['much loss', { loss: 0.2 }, 'poor'],
  ['much that was made up', { concealed: 0.15 }, 'poor'],
  ['an unsteady way', { jitterMs: 50 }, 'fair'],
  ['nothing known', { roundTripMs: null, bufferMs: null, jitterMs: null, loss: null }, 'good'],
])('calls %s what it is', (_, part, grade) => {
  expect(gradeOf({ ...FINE, ...part })).toBe(grade);
});

it('lets the worst figure decide', () => {
  expect(gradeOf({ ...FINE, loss: 0.05, roundTripMs: 800 })).toBe('poor');
});
