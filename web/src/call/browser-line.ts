/** Where calls come from in a real browser: the one place that puts the real parts together. */

import type { LevelFrame } from '../audio/level-frame';
import { AudioProcessor } from '../utils/audioProcessor';
import { WhipClient } from '../utils/whipClient';
import { adoptTokenFromAddress, keptToken } from './access-token';
import { environmentFailure } from './environment';
import { CallError } from './failure';
import { Broadcast, type Feed } from './feed';
import type { Farewell } from './line-keeper';
import type { LinkQuality } from './link-quality';
import { openMicrophone } from './microphone';
import { PeerLink } from './peer-link';
import { serverTakesCalls } from './server-health';
import { type Manner, type Report, type SettingsSource, VoiceCall } from './voice-call';

/** Relative, so that the page works under any prefix it is served at. */
const WHIP_PATH = 'whip';

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

export function createBrowserLine(settings: SettingsSource): BrowserLine {
  const levels = new Broadcast<LevelFrame | null>();
  const quality = new Broadcast<LinkQuality | null>();
  const open: OpenLine = (report, manner) => {
    const failure = environmentFailure();
    if (failure !== null) {
      throw new CallError(failure);
    }
    adoptTokenFromAddress();
    return new VoiceCall(
      {
        settings,
        openAudio: (events, sound) => new AudioProcessor(events, sound),
        openMicrophone,
        openLink: (events) => new PeerLink(whipClient(settings.getState().agent), events),
        serverTakesCalls,
        random: Math.random,
        publishLevels: (frame) => levels.publish(frame),
        publishQuality: (reading) => quality.publish(reading),
      },
      report,
      manner,
    );
  };
  return { open, levels, quality };
}

function whipClient(agent: string): WhipClient {
  const endpoint = new URL(WHIP_PATH, document.baseURI);
  if (agent !== '') {
    endpoint.searchParams.set('agent', agent);
  }
  return new WhipClient(endpoint, { token: keptToken });
}
