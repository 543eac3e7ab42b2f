/** What the person has chosen, kept across visits. */

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { AudioProcessing } from '../call/microphone';

export interface Settings extends AudioProcessing {
  /** 0 to 1. */
  readonly volume: number;
}

export interface SettingsActions {
  setVolume(volume: number): void;
  setProcessing(name: keyof AudioProcessing, on: boolean): void;
}

/** As browsers have it: with loudspeakers, a call without echo cancellation howls. */
export const DEFAULT_SETTINGS: Settings = {
  volume: 1,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

type SettingsStore = Settings & SettingsActions;

export const useSettingsStore: UseBoundStore<StoreApi<SettingsStore>> = create<SettingsStore>()(
  persist<SettingsStore, [], [], Settings>(
    (set) => ({
      ...DEFAULT_SETTINGS,
      setVolume: (volume) => set({ volume: Math.min(1, Math.max(0, volume)) }),
      setProcessing: (name, on) => set({ [name]: on }),
    }),
    {
      name: 'jackfield.settings',
      storage: createJSONStorage(() => localStorage),
      partialize: settingsOf,
      merge: (stored, current) => ({ ...current, ...readSettings(stored) }),
    },
  ),
);

function settingsOf(state: Settings): Settings {
  const { volume, echoCancellation, noiseSuppression, autoGainControl } = state;
  return { volume, echoCancellation, noiseSuppression, autoGainControl };
}

/** Storage outlives versions of the page: what is not of the right kind is taken for absent. */
export function readSettings(stored: unknown): Settings {
  const flag = (name: keyof AudioProcessing): boolean => {
    const value = fieldOf(stored, name);
    return typeof value === 'boolean' ? value : DEFAULT_SETTINGS[name];
  };
  const volume = fieldOf(stored, 'volume');
  return {
    volume:
      typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULT_SETTINGS.volume,
    echoCancellation: flag('echoCancellation'),
    noiseSuppression: flag('noiseSuppression'),
    autoGainControl: flag('autoGainControl'),
  };
}

function fieldOf(stored: unknown, name: string): unknown {
  return typeof stored === 'object' && stored !== null ? Reflect.get(stored, name) : undefined;
}
