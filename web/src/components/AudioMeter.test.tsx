// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { LevelFrame } from '../audio/level-frame';
import { Broadcast } from '../call/feed';
import { AudioMeter } from './AudioMeter';

afterEach(cleanup);

it('has a name, a meter that follows its channel, and room for a remark', () => {
  const levels = new Broadcast<LevelFrame | null>();
  render(
    <AudioMeter levels={levels} channel="echo" title="Echo" label="Echo level" growth="down">
      <span>a remark</span>
    </AudioMeter>,
  );
  const meter = screen.getByRole('meter', { name: 'Echo level' });
  expect(screen.getByRole('heading', { name: 'Echo' })).toBeDefined();
  expect(screen.getByText('a remark')).toBeDefined();
  expect(meter.getAttribute('value')).toBe('-60');
  levels.publish({ microphone: { rms: 0, peak: 0 }, echo: { rms: 1, peak: 1 } });
  expect(meter.getAttribute('value')).toBe('0');
});
