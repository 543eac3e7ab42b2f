import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS, readSettings } from './settings';

const CHOSEN = {
  volume: 0.3,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  microphoneId: 'desk',
  speakerId: 'headset',
  cameraId: 'lid',
  pushToTalk: true,
  agent: 'pcm-parrot',
  transport: 'websocket',
  name: 'Ann',
} as const;

it('takes over what is of the right kind, and nothing else', () => {
  expect(readSettings({ ...CHOSEN, connect: 'no setting' })).toEqual(CHOSEN);
});

it.each([
  undefined,
  null,
  'loud',
  { volume: 'loud' },
  { volume: 9 },
  { volume: Number.NaN, autoGainControl: 'yes' },
  { microphoneId: 7, speakerId: null, cameraId: {}, pushToTalk: 1, agent: [], transport: 'pigeon' },
])('takes %j for no choice at all', (stored) => {
  expect(readSettings(stored)).toEqual(DEFAULT_SETTINGS);
});
