// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../call/settings';
import { useSettingsStore } from './settingsStore';

const STORAGE_KEY = 'jackfield.settings';

beforeEach(() => {
  localStorage.clear();
  useSettingsStore.setState(DEFAULT_SETTINGS);
});

it('begins with what browsers do by themselves', () => {
  expect(useSettingsStore.getState()).toMatchObject({
    volume: 1,
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  });
});

it('keeps the volume between silent and full', () => {
  const { setVolume } = useSettingsStore.getState();
  for (const [asked, kept] of [
    [0.4, 0.4],
    [-1, 0],
    [7, 1],
  ] as const) {
    setVolume(asked);
    expect(useSettingsStore.getState().volume).toBe(kept);
  }
});

it('switches one kind of processing and leaves the others', () => {
  useSettingsStore.getState().setProcessing('noiseSuppression', false);
  expect(useSettingsStore.getState()).toMatchObject({
    echoCancellation: true,
    noiseSuppression: false,
    autoGainControl: true,
  });
});

it('remembers across visits', async () => {
  useSettingsStore.getState().setVolume(0.3);
  useSettingsStore.getState().setProcessing('echoCancellation', false);
  vi.resetModules();
  const nextVisit = await import('./settingsStore');
  expect(nextVisit.useSettingsStore.getState()).toMatchObject({
    volume: 0.3,
    echoCancellation: false,
  });
});

it('stores settings and nothing else', () => {
  useSettingsStore.getState().setVolume(0.3);
  const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null');
  expect(stored).toMatchObject({ state: { ...DEFAULT_SETTINGS, volume: 0.3 } });
});

it('takes what is broken in storage for no choice at all', async () => {
  localStorage.setItem(STORAGE_KEY, JSON.stringify({ state: { volume: 'loud' }, version: 0 }));
  vi.resetModules();
  const nextVisit = await import('./settingsStore');
  expect(nextVisit.useSettingsStore.getState()).toMatchObject(DEFAULT_SETTINGS);
});

it('changes several settings at once', () => {
  useSettingsStore.getState().change({ agent: 'pcm-parrot', pushToTalk: true });
  expect(useSettingsStore.getState()).toMatchObject({ agent: 'pcm-parrot', pushToTalk: true });
});
