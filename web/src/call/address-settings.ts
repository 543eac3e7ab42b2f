/** Settings in the page's address, so that a link can hold them: `?agent=pcm-parrot&volume=50`. */

import { DEFAULT_SETTINGS, type Settings, TRANSPORTS } from './settings';

export interface AddressSettings {
  readonly settings: Partial<Settings>;
  /** A sentence for each value that makes no sense. */
  readonly problems: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly setting: keyof Settings;
  /** What may be written, for the sentence that says so. */
  readonly allowed: string;
  /** Null for what makes no sense. */
  read(text: string): Settings[keyof Settings] | null;
  write(value: Settings[keyof Settings]): string;
}

function flag(name: string, setting: keyof Settings): Parameter {
  return {
    name,
    setting,
    allowed: 'on or off',
    read: (text) => (text === 'on' || text === 'off' ? text === 'on' : null),
    write: (value) => (value === true ? 'on' : 'off'),
  };
}

/** Devices are left out: their ids mean nothing on another machine. */
const PARAMETERS: readonly Parameter[] = [
  {
    name: 'agent',
    setting: 'agent',
    allowed: 'a name',
    read: (text) => text,
    write: String,
  },
  {
    name: 'transport',
    setting: 'transport',
    allowed: TRANSPORTS.join(', '),
    read: (text) => TRANSPORTS.find((transport) => transport === text) ?? null,
    write: String,
  },
  {
    name: 'volume',
    setting: 'volume',
    allowed: '0 to 100',
    read: readVolume,
    write: (value) => String(Math.round(Number(value) * 100)),
  },
  flag('push-to-talk', 'pushToTalk'),
  flag('echo-cancellation', 'echoCancellation'),
  flag('noise-suppression', 'noiseSuppression'),
  flag('automatic-gain', 'autoGainControl'),
];

export function readAddress(search: string): AddressSettings {
  const given = new URLSearchParams(search);
  const settings: Partial<Settings> = {};
  const problems: string[] = [];
  for (const { name, setting, allowed, read } of PARAMETERS) {
    const text = given.get(name);
    const value = text === null ? null : read(text);
    if (value !== null) {
      Object.assign(settings, { [setting]: value });
    } else if (text !== null) {
      problems.push(`“${name}” in the address may be ${allowed}, not “${text.slice(0, 32)}”.`);
    }
  }
  return { settings, problems };
}

/** An address that brings somebody else here with the same settings; what is usual is left out. */
export function writeAddress(settings: Settings, page: string): string {
  const address = new URL(page);
  const call = address.searchParams.get('call');
  address.hash = '';
  address.search = '';
  if (call !== null) {
    address.searchParams.set('call', call);
  }
  for (const { name, setting, write } of PARAMETERS) {
    if (settings[setting] !== DEFAULT_SETTINGS[setting]) {
      address.searchParams.set(name, write(settings[setting]));
    }
  }
  return address.href;
}

function readVolume(text: string): number | null {
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return percent <= 100 ? percent / 100 : null;
}
