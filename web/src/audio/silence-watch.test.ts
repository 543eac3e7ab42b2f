import { beforeEach, expect, it } from 'vitest';
import { NEVER_HEARD_AFTER_MS, SILENT_AFTER_MS, SilenceWatch } from './silence-watch';

const SILENCE = 0;
const SPEECH = 0.2;
let watch: SilenceWatch;

beforeEach(() => {
  watch = new SilenceWatch();
});

it('worries about a microphone from which nothing has ever come', () => {
  expect(watch.listen(SILENCE, 0)).toBe(false);
  expect(watch.listen(SILENCE, NEVER_HEARD_AFTER_MS - 1)).toBe(false);
  expect(watch.listen(SILENCE, NEVER_HEARD_AFTER_MS)).toBe(true);
});

it('is at ease as soon as it hears something', () => {
  watch.listen(SILENCE, 0);
  watch.listen(SILENCE, NEVER_HEARD_AFTER_MS);
  expect(watch.listen(SPEECH, NEVER_HEARD_AFTER_MS + 1)).toBe(false);
});

it('has more patience with somebody it has heard before', () => {
  watch.listen(SPEECH, 0);
  expect(watch.listen(SILENCE, NEVER_HEARD_AFTER_MS)).toBe(false);
  expect(watch.listen(SILENCE, SILENT_AFTER_MS)).toBe(true);
});
