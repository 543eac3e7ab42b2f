/** Notices that nothing comes from an open microphone: it is muted in hardware, or the wrong one. */

import { decibels } from './decibels';

/** The quietest room hums louder than this through a microphone that works. */
const SOUND_DB = -50;
/** People begin to speak sooner; longer, and they wonder by themselves. */
export const NEVER_HEARD_AFTER_MS = 6_000;
/** Noise suppression makes a listener's pauses silent: once heard, somebody may just have nothing to say. */
export const SILENT_AFTER_MS = 45_000;

export class SilenceWatch {
  /** When it was first listened to, or last heard. */
  #quietSince: number | null = null;
  #heard = false;

  /** Takes the peak of one level frame; `now` in milliseconds. True when there is reason to worry. */
  listen(peak: number, now: number): boolean {
    this.#quietSince ??= now;
    if (decibels(peak) > SOUND_DB) {
      this.#heard = true;
      this.#quietSince = now;
    }
    const patience = this.#heard ? SILENT_AFTER_MS : NEVER_HEARD_AFTER_MS;
    return now - this.#quietSince >= patience;
  }
}
