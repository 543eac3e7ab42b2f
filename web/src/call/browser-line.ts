/** Where calls come from in a real browser: the one place that puts the real parts together. */

import type { LevelFrame } from '../audio/level-frame';
import { AudioProcessor } from '../utils/audioProcessor';
import { WhipClient } from '../utils/whipClient';
import { adoptTokenFromAddress, keptToken } from './access-token';
import { environmentFailure } from './environment';
import { CallError } from './failure';
import { Broadcast, type Feed } from './feed';
import type { LinkQuality } from './link-quality';
import { openMicrophone } from './microphone';
import { type Farewell, PeerLink } from './peer-link';
import { type Report, type SettingsSource, VoiceCall } from './voice-call';

/** Relative, so that the page works under any prefix it is served at. */
const WHIP_PATH = 'whip';

/** What the store needs of a call that is being made. */
export interface OpenCall {
  setStreaming(streaming: boolean): void;
  hangUp(farewell?: Farewell): Promise<void>;
}

/** Throws a `CallError` when no call can be made from here at all. */
export type OpenLine = (report: Report) => OpenCall;

export interface BrowserLine {
  readonly open: OpenLine;
  /** Both feeds say null when a call ends. */
  readonly levels: Feed<LevelFrame | null>;
  readonly quality: Feed<LinkQuality | null>;
}

export function createBrowserLine(settings: SettingsSource): BrowserLine {
  const levels = new Broadcast<LevelFrame | null>();
  const quality = new Broadcast<LinkQuality | null>();
  const open: OpenLine = (report) => {
    const failure = environmentFailure();
    if (failure !== null) {
      throw new CallError(failure);
    }
    adoptTokenFromAddress();
    const whip = new WhipClient(new URL(WHIP_PATH, document.baseURI), { token: keptToken });
    return new VoiceCall(
      {
        settings,
        openAudio: (events, volume) => new AudioProcessor(events, volume),
        openMicrophone,
        openLink: (events) => new PeerLink(whip, events),
        publishLevels: (frame) => levels.publish(frame),
        publishQuality: (reading) => quality.publish(reading),
      },
      report,
    );
  };
  return { open, levels, quality };
}
