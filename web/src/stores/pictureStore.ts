/** Our own picture in a call with others: whether they see it, and why not. */

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { CameraTrouble } from '../video/camera';
import type { CameraDesk, CameraParts, CameraState } from '../video/camera-desk';
import { PictureLine } from '../video/picture-line';
import { useSettingsStore } from './settingsStore';

export interface PictureStore {
  readonly camera: CameraState;
  readonly trouble: CameraTrouble | null;
  /** Whether the connection carries pictures. */
  readonly canShow: boolean;
  switchCamera(): void;
  /** The call is over, or what is in the way has been read. */
  turnOff(): void;
}

type LoadDesk = (parts: CameraParts) => Promise<CameraDesk>;

/** Who never presses the button does not wait for what is behind it. */
const loadDesk: LoadDesk = async (parts) => {
  const { CameraDesk } = await import('../video/camera-desk');
  return new CameraDesk(parts);
};

export function createPictureStore(
  line: PictureLine,
  load = loadDesk,
): UseBoundStore<StoreApi<PictureStore>> {
  return create<PictureStore>()((set) => {
    let desk: Promise<CameraDesk> | null = null;
    const parts: CameraParts = {
      line,
      choice: () => useSettingsStore.getState().cameraId,
      report: (camera, trouble) => set({ camera, trouble }),
    };
    const open = async (): Promise<void> => {
      try {
        desk ??= load(parts);
        await (await desk).switch();
      } catch {
        desk = null;
        set({ trouble: { message: 'The server cannot be reached.', hint: 'Try again.' } });
      }
    };
    line.changed.subscribe(() => set({ canShow: line.isOpen }));
    useSettingsStore.subscribe((now, before) => {
      if (now.cameraId !== before.cameraId) {
        void desk?.then((opened) => opened.renew());
      }
    });
    return {
      camera: 'off',
      trouble: null,
      canShow: false,
      switchCamera: () => void open(),
      turnOff: () => {
        set({ trouble: null });
        void desk?.then((opened) => opened.turnOff());
      },
    };
  });
}

/** Beside the store: what is shown are no plain data. */
export const pictureLine = new PictureLine();

export const usePictureStore = createPictureStore(pictureLine);
