/** Which microphones, speakers and cameras there are, as they come and go. */

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface Devices {
  readonly microphones: readonly Device[];
  /** Empty where the browser lets nobody choose. */
  readonly speakers: readonly Device[];
  readonly cameras: readonly Device[];
}

export const NO_DEVICES: Devices = { microphones: [], speakers: [], cameras: [] };

/** Chromium lists these beside the devices they stand for; the page has an entry of its own for them. */
const ALIASES: ReadonlySet<string> = new Set(['', 'default', 'communications']);

/** Calls back at once, and whenever something is plugged in or out. Returns what ends it. */
export function watchDevices(
  media: MediaDevices,
  listener: (devices: Devices) => void,
): () => void {
  let over = false;
  const look = async (): Promise<void> => {
    try {
      const found = devicesOf(await media.enumerateDevices());
      if (!over) {
        listener(found);
      }
    } catch {
      // Without a list the system's own choice remains, as in a browser that tells nothing.
    }
  };
  const again = (): void => void look();
  media.addEventListener('devicechange', again);
  again();
  return () => {
    over = true;
    media.removeEventListener('devicechange', again);
  };
}

/** Before the first permission browsers tell neither ids nor names: then there is nothing to choose. */
export function devicesOf(infos: readonly MediaDeviceInfo[]): Devices {
  return {
    microphones: ofKind(infos, 'audioinput', 'Microphone'),
    speakers: ofKind(infos, 'audiooutput', 'Speaker'),
    cameras: ofKind(infos, 'videoinput', 'Camera'),
  };
}

function ofKind(
  infos: readonly MediaDeviceInfo[],
  kind: MediaDeviceKind,
  name: string,
): readonly Device[] {
  return infos
    .filter((info) => info.kind === kind && !ALIASES.has(info.deviceId))
    .map(({ deviceId, label }, index) => ({
      id: deviceId,
      label: label === '' ? `${name} ${index + 1}` : label,
    }));
}
