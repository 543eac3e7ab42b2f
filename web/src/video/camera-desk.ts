/** Holds the camera of a call: nobody asks for one before it is switched on, and off it is let go. */

import { CAMERA_LOST, type CameraTrouble, closeCamera, explainCamera, openCamera } from './camera';
import type { PictureLine } from './picture-line';

export type CameraState = 'off' | 'opening' | 'on';

export interface CameraParts {
  readonly line: Pick<PictureLine, 'show'>;
  /** Which camera; empty for the one the system prefers. */
  choice(): string;
  report(camera: CameraState, trouble: CameraTrouble | null): void;
}

export class CameraDesk {
  readonly #parts: CameraParts;
  #camera: MediaStream | null = null;
  #state: CameraState = 'off';
  /** The person may change their mind while the browser still asks: only the last wish counts. */
  #wish = 0;

  constructor(parts: CameraParts) {
    this.#parts = parts;
  }

  /** Never rejects: what is in the way is reported. */
  async switch(): Promise<void> {
    await (this.#state === 'off' ? this.#turnOn() : this.turnOff());
  }

  async turnOff(trouble: CameraTrouble | null = null): Promise<void> {
    this.#wish += 1;
    this.#become('off', trouble);
    await this.#letGo();
  }

  /** Another one was chosen. Phones open no second camera beside the first. */
  async renew(): Promise<void> {
    if (this.#state !== 'off') {
      await this.#turnOn();
    }
  }

  async #turnOn(): Promise<void> {
    this.#wish += 1;
    const wish = this.#wish;
    this.#become('opening');
    await this.#letGo();
    try {
      const camera = await openCamera(this.#parts.choice(), () => {
        if (this.#camera === camera) {
          void this.turnOff(CAMERA_LOST);
        }
      });
      await this.#take(camera, wish);
    } catch (error) {
      if (wish === this.#wish) {
        this.#become('off', explainCamera(error));
      }
    }
  }

  async #take(camera: MediaStream, wish: number): Promise<void> {
    if (wish !== this.#wish) {
      closeCamera(camera);
      return;
    }
    this.#camera = camera;
    await this.#parts.line.show(camera);
    this.#become('on');
  }

  async #letGo(): Promise<void> {
    const camera = this.#camera;
    this.#camera = null;
    closeCamera(camera);
    await this.#parts.line.show(null);
  }

  #become(state: CameraState, trouble: CameraTrouble | null = null): void {
    this.#state = state;
    this.#parts.report(state, trouble);
  }
}
