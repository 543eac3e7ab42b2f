/** The devices to choose from, as they come and go. */

import { useEffect, useState } from 'react';
import { type Devices, NO_DEVICES, watchDevices } from '../call/devices';

/** `refresh` changes when the browser may have become more talkative: names come with the permission. */
export function useDevices(refresh: unknown): Devices {
  const [devices, setDevices] = useState(NO_DEVICES);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked up anew whenever it changes
  useEffect(() => {
    // Absent on insecure pages.
    const media: MediaDevices | undefined = navigator.mediaDevices;
    return media === undefined ? undefined : watchDevices(media, setDevices);
  }, [refresh]);
  return devices;
}

/** Firefox and Safari leave the choice of a speaker to the system. */
export function canChooseSpeaker(): boolean {
  return 'AudioContext' in window && 'setSinkId' in AudioContext.prototype;
}
