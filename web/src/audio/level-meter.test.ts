import { expect, it } from 'vitest';
import { LevelMeter } from './level-meter';

function take(meter: LevelMeter): { rms: number; peak: number } {
  const target = new Float32Array(2);
  meter.takeInto(target, 0);
  return { rms: target[0] ?? Number.NaN, peak: target[1] ?? Number.NaN };
}

function sine(amplitude: number, length = 480): Float32Array {
  return Float32Array.from({ length }, (_, index) => amplitude * Math.sin((index * Math.PI) / 24));
}

it('measures a sine at its amplitude and 3 dB below it', () => {
  const meter = new LevelMeter();
  meter.add(sine(0.5));
  const level = take(meter);
  expect(level.peak).toBeCloseTo(0.5);
  expect(level.rms).toBeCloseTo(0.5 / Math.SQRT2);
});

it('gives the same level however the samples are cut', () => {
  const whole = new LevelMeter();
  const pieces = new LevelMeter();
  const samples = sine(0.8);
  whole.add(samples);
  pieces.add(samples.subarray(0, 128));
  pieces.add(samples.subarray(128));
  expect(take(pieces)).toEqual(take(whole));
});

it('counts silence as samples', () => {
  const meter = new LevelMeter();
  meter.add(new Float32Array(100).fill(0.5));
  meter.addSilence(300);
  expect(take(meter).rms).toBeCloseTo(0.25);
});

it('sees negative peaks', () => {
  const meter = new LevelMeter();
  meter.add(Float32Array.of(0.1, -0.9, 0.2));
  expect(take(meter).peak).toBeCloseTo(0.9);
});

it('begins anew after each reading', () => {
  const meter = new LevelMeter();
  meter.add(sine(1));
  take(meter);
  expect(take(meter)).toEqual({ rms: 0, peak: 0 });
});

it('writes only where it is told', () => {
  const target = new Float32Array([7, 7, 7, 7]);
  new LevelMeter().takeInto(target, 1);
  expect([...target]).toEqual([7, 0, 0, 7]);
});
