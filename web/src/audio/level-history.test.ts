import { describe, expect, it } from 'vitest';
import { SILENCE } from './level-frame';
import { LevelHistory, ScrollClock } from './level-history';

function level(value: number): { rms: number; peak: number } {
  return { rms: value, peak: value };
}

describe('the history', () => {
  it('remembers as many levels as it has room for', () => {
    const history = new LevelHistory(3);
    for (const value of [1, 2, 3, 4]) {
      history.push(level(value));
    }
    expect(history.written).toBe(4);
    expect([0, 1, 2, 3, 4].map((number) => history.at(number).rms)).toEqual([0, 2, 3, 4, 0]);
  });

  it('is silent before its beginning', () => {
    const history = new LevelHistory(3);
    history.push(level(1));
    expect(history.at(-1)).toBe(SILENCE);
    expect(history.at(-3)).toBe(SILENCE);
  });

  it('begins again when cleared', () => {
    const history = new LevelHistory(3);
    history.push(level(1));
    history.clear();
    expect(history.written).toBe(0);
    expect(history.at(0)).toBe(SILENCE);
  });
});

describe('the scroll clock', () => {
  it('glides evenly though levels come in bursts', () => {
    const clock = new ScrollClock();
    const steps: number[] = [];
    let before = clock.tick(0, 0);
    for (let picture = 1; picture <= 300; picture += 1) {
      const now = (picture * 1000) / 60;
      // Two levels at once, every fourth picture.
      const position = clock.tick(now, Math.floor(picture / 4) * 2);
      if (picture > 120) {
        steps.push(position - before);
      }
      before = position;
    }
    expect(Math.min(...steps)).toBeGreaterThan(0.4);
    expect(Math.max(...steps)).toBeLessThan(0.6);
  });

  it('never shows a level that has not come, nor falls far behind', () => {
    const clock = new ScrollClock();
    clock.tick(0, 0);
    expect(clock.tick(10_000, 5)).toBe(5);
    expect(clock.tick(10_001, 100)).toBe(97);
  });

  it('starts from the beginning when reset', () => {
    const clock = new ScrollClock();
    clock.tick(0, 0);
    clock.tick(1_000, 30);
    clock.reset();
    expect(clock.tick(50_000, 1)).toBeLessThanOrEqual(1);
  });
});
