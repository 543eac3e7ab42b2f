/** What the person has chosen, kept across visits. */

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { AudioProcessing } from '../call/microphone';
import { DEFAULT_SETTINGS, readSettings, type Settings } from '../call/settings';

export interface SettingsActions {
  change(part: Partial<Settings>): void;
  setVolume(volume: number): void;
  setProcessing(name: keyof AudioProcessing, on: boolean): void;
}

export type SettingsStore = Settings & SettingsActions;

export const useSettingsStore: UseBoundStore<StoreApi<SettingsStore>> = create<SettingsStore>()(
  persist<SettingsStore, [], [], Settings>(
    (set) => ({
      ...DEFAULT_SETTINGS,
      change: (part) => set(part),
      setVolume: (volume) => set({ volume: Math.min(1, Math.max(0, volume)) }),
      setProcessing: (name, on) => set({ [name]: on }),
    }),
    {
      name: 'jackfield.settings',
      storage: createJSONStorage(() => localStorage),
      partialize: readSettings,
      merge: (stored, current) => ({ ...current, ...readSettings(stored) }),
    },
  ),
);
