import { expect, it } from 'vitest';
import { decibels, FLOOR_DB, loudness, Needle } from './decibels';

it.each([
  [1, 0],
  [0.5, -6.02],
  [0.1, -20],
  [0, FLOOR_DB],
  [0.000_01, FLOOR_DB],
  [1.5, 0],
])('an amplitude of %d stands at %d dB', (amplitude, expected) => {
  expect(decibels(amplitude)).toBeCloseTo(expected, 2);
});

it('spreads loudness evenly between floor and full scale', () => {
  expect([0, 0.001, 10 ** -1.5, 1].map(loudness).map((value) => Number(value.toFixed(3)))).toEqual([
    0, 0, 0.5, 1,
  ]);
});

it('has a needle that jumps up and sinks slowly', () => {
  const needle = new Needle();
  expect(needle.follow(1, 1_000)).toBe(0);
  expect(needle.follow(0, 1_100)).toBeCloseTo(-3);
  expect(needle.follow(0, 1_600)).toBeCloseTo(-18);
  expect(needle.follow(0.5, 1_601)).toBeCloseTo(-6.02, 2);
  expect(needle.follow(0, 60_000)).toBe(FLOOR_DB);
});

it('has a needle that rests at the floor', () => {
  const needle = new Needle();
  needle.follow(1, 1_000);
  needle.reset();
  expect(needle.follow(0, 1_001)).toBe(FLOOR_DB);
});
