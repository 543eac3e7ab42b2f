/** Where calls come from in a real browser: the one place that puts the real parts together. */

import type { LevelFrame } from '../audio/level-frame';
import type { RoomChannel } from '../room/room-channel';
import { AudioProcessor } from '../utils/audioProcessor';
import { WhipClient } from '../utils/whipClient';
import { adoptTokenFromAddress, keptToken } from './access-token';
import type { ClientConfig } from './client-config';
import { environmentFailure } from './environment';
import { CallError } from './failure';
import { Broadcast, type Feed } from './feed';
import { LateLink } from './late-link';
import type { CallLink, Farewell, LinkEvents } from './line-keeper';
import type { LinkQuality } from './link-quality';
import { openMicrophone } from './microphone';
import { PeerLink } from './peer-link';
import { serverTakesCalls } from './server-health';
import { TransportChoice } from './transport-choice';
import { type Manner, type Report, type SettingsSource, VoiceCall } from './voice-call';

/** Relative, so that the page works under any prefix it is served at. */
const WHIP_PATH = 'whip';
const WEBSOCKET_PATH = 'ws/audio';

/** What the store needs of a call that is being made. */
export interface OpenCall {
  setStreaming(streaming: boolean): void;
  takeMicrophone(): void;
  unblockSound(): void;
  redialNow(): void;
  hangUp(farewell?: Farewell): Promise<void>;
}

/** Throws a `CallError` when no call can be made from here at all. */
export type OpenLine = (report: Report, manner: Manner) => OpenCall;

export interface BrowserLine {
  readonly open: OpenLine;
  /** Both feeds say null when a call ends. */
  readonly levels: Feed<LevelFrame | null>;
  readonly quality: Feed<LinkQuality | null>;
}

/** The call with many participants that the next one may be. */
export interface RoomSource {
  /** `TYPE:ID`; empty when nobody but the agent is called. */
  readonly call: string;
  /** Who is brought in; empty for nobody. */
  readonly agent: string;
  openChannel(name: string): RoomChannel | null;
  leave(): void;
}

export function createBrowserLine(
  settings: SettingsSource,
  config: () => ClientConfig,
  roomNow: () => RoomSource,
): BrowserLine {
  const levels = new Broadcast<LevelFrame | null>();
  const quality = new Broadcast<LinkQuality | null>();
  const open: OpenLine = (report, manner) => {
    const failure = environmentFailure();
    if (failure !== null) {
      throw new CallError(failure);
    }
    adoptTokenFromAddress();
    const { agent, transport, name: given } = settings.getState();
    const name = given.trim();
    const { client, transport: advised } = config();
    const choice = new TransportChoice(transport, advised);
    const source = roomNow();
    const room = source.openChannel(name);
    // In a call with others an agent is there when somebody brings it in, not by itself.
    const company = room === null ? { agent } : { agent: source.agent, call: source.call, name };
    const query = { client, ...company };
    return new VoiceCall(
      {
        settings,
        openAudio: (events, sound) => new AudioProcessor(events, sound),
        openMicrophone,
        openLink: (events) =>
          choice.current === 'websocket'
            ? websocketLink(endpoint(WEBSOCKET_PATH, query), events, room)
            : new PeerLink(
                new WhipClient(endpoint(WHIP_PATH, query), {
                  token: keptToken,
                  resume: room?.place?.resume ?? '',
                }),
                events,
                room,
              ),
        fallBack: () => choice.fallBack(),
        serverTakesCalls,
        random: Math.random,
        publishLevels: (frame) => levels.publish(frame),
        publishQuality: (reading) => quality.publish(reading),
        over: () => source.leave(),
      },
      report,
      manner,
    );
  };
  return { open, levels, quality };
}

/** Whose network lets UDP through does not wait for it. */
function websocketLink(endpoint: URL, events: LinkEvents, room: RoomChannel | null): CallLink {
  return new LateLink('websocket', async () => {
    const [{ WebsocketLink }, { PcmAudio }] = await Promise.all([
      import('./websocket-link'),
      import('../utils/pcmAudio'),
    ]);
    return new WebsocketLink(
      { endpoint, token: keptToken, room, openAudio: (onFrame) => new PcmAudio(onFrame) },
      events,
    );
  });
}

/** Whoever wishes nothing says nothing. */
function endpoint(path: string, query: Readonly<Record<string, string>>): URL {
  const address = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== '') {
      address.searchParams.set(name, value);
    }
  }
  return address;
}
