/** What the person has chosen: how it is checked when it comes from storage or from the address. */

import type { AudioProcessing } from './microphone';

export const TRANSPORTS = ['auto', 'webrtc', 'websocket'] as const;
/** How audio travels; `auto` leaves it to the server. */
export type TransportWish = (typeof TRANSPORTS)[number];

export interface Settings extends AudioProcessing {
  /** 0 to 1. */
  readonly volume: number;
  /** The browser's ids of devices; empty for whatever the system prefers. */
  readonly microphoneId: string;
  readonly speakerId: string;
  readonly cameraId: string;
  /** The microphone is open only while a key or the button is held. */
  readonly pushToTalk: boolean;
  /** Who answers; empty for whoever the server prefers. */
  readonly agent: string;
  readonly transport: TransportWish;
  /** What others in a call see; may be empty. */
  readonly name: string;
}

/** As browsers have it: with loudspeakers, a call without echo cancellation howls. */
export const DEFAULT_SETTINGS: Settings = {
  volume: 1,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  microphoneId: '',
  speakerId: '',
  cameraId: '',
  pushToTalk: false,
  agent: '',
  transport: 'auto',
  name: '',
};

type Check<Value> = (value: unknown) => value is Value;
type Checks = { readonly [Name in keyof Settings]: Check<Settings[Name]> };

const isFlag: Check<boolean> = (value) => typeof value === 'boolean';
const isText: Check<string> = (value) => typeof value === 'string';
const isShare: Check<number> = (value): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1;
const isTransport: Check<TransportWish> = (value): value is TransportWish =>
  TRANSPORTS.some((transport) => transport === value);

const CHECKS: Checks = {
  volume: isShare,
  echoCancellation: isFlag,
  noiseSuppression: isFlag,
  autoGainControl: isFlag,
  microphoneId: isText,
  speakerId: isText,
  cameraId: isText,
  pushToTalk: isFlag,
  agent: isText,
  transport: isTransport,
  name: isText,
};

const NAMES = Object.keys(DEFAULT_SETTINGS) as readonly (keyof Settings)[];

/** Storage outlives versions of the page: what is not of the right kind is taken for absent. */
export function readSettings(stored: unknown): Settings {
  const known = NAMES.map((name) => {
    const value = fieldOf(stored, name);
    return [name, CHECKS[name](value) ? value : DEFAULT_SETTINGS[name]] as const;
  });
  return Object.fromEntries(known) as unknown as Settings;
}

function fieldOf(stored: unknown, name: string): unknown {
  return typeof stored === 'object' && stored !== null ? Reflect.get(stored, name) : undefined;
}
