import { beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { FakeTrack, fakeStream, settle } from '../../testing/fakes';
import { type LevelFrame, SILENCE } from '../audio/level-frame';
import type { AudioEvents } from '../utils/audioProcessor';
import type { ConnectionEvent } from './connection';
import { CallError, callFailure } from './failure';
import type { LinkEvents } from './line-keeper';
import type { LinkQuality } from './link-quality';
import { Microphone, type MicrophoneChoice } from './microphone';
import { DEFAULT_SETTINGS, type Settings } from './settings';
import { type CallParts, type Manner, VoiceCall } from './voice-call';

const FRAME: LevelFrame = { microphone: SILENCE, echo: SILENCE };
const READING: LinkQuality = {
  roundTripMs: 1,
  bufferMs: 1,
  jitterMs: 1,
  loss: 0,
  concealed: 0,
};

/** A call whose every part is in the test's hands. */
class Bench implements CallParts {
  readonly settings = createStore<Settings>(() => ({ ...DEFAULT_SETTINGS, volume: 0.5 }));
  readonly reports: ConnectionEvent[] = [];
  /** What happened to the parts, in order. */
  readonly log: string[] = [];
  readonly tracks: FakeTrack[] = [];
  readonly levels: (LevelFrame | null)[] = [];
  readonly quality: unknown[] = [];
  audioEvents!: AudioEvents;
  linkEvents!: LinkEvents;
  serverIsThere = true;
  ends = 0;
  /** Replaced by tests in which a part fails or waits. */
  askForMicrophone = async (): Promise<void> => undefined;
  startAudio = async (): Promise<void> => undefined;
  openSession = async (): Promise<string | null> => 'call-1';

  readonly openMicrophone: CallParts['openMicrophone'] = async (choice, onLost) => {
    await this.askForMicrophone();
    const track = new FakeTrack();
    this.tracks.push(track);
    this.log.push(describeChoice(choice));
    return new Microphone(fakeStream(track), onLost);
  };

  over(): void {
    this.ends += 1;
  }

  openAudio(events: AudioEvents, { volume }: Settings): ReturnType<CallParts['openAudio']> {
    this.audioEvents = events;
    this.log.push(`audio at ${volume}`);
    return {
      start: () => this.startAudio(),
      unblock: () => this.log.push('unblock'),
      setMicrophone: () => this.log.push('hear microphone'),
      setServerStream: () => this.log.push('hear server'),
      setVolume: (next) => this.log.push(`volume ${next}`),
      setSpeaker: (id) => this.log.push(`speaker ${id}`),
      close: async () => void this.log.push('audio closed'),
    };
  }

  openLink(events: LinkEvents): ReturnType<CallParts['openLink']> {
    this.linkEvents = events;
    return {
      transport: 'webrtc',
      open: (microphone) => {
        this.log.push(microphone === null ? 'dial, listening' : 'dial, talking');
        return this.openSession();
      },
      replaceMicrophone: async () => void this.log.push('send new microphone'),
      quality: async () => READING,
      close: async (farewell) => void this.log.push(`link closed, ${farewell}`),
    };
  }

  async serverTakesCalls(): Promise<boolean> {
    return this.serverIsThere;
  }

  fallBack(): boolean {
    return false;
  }

  random(): number {
    return 0.5;
  }

  publishLevels(frame: LevelFrame | null): void {
    this.levels.push(frame);
  }

  publishQuality(quality: unknown): void {
    this.quality.push(quality);
  }

  dial(manner?: Manner): VoiceCall {
    return new VoiceCall(this, (event) => this.reports.push(event), manner);
  }

  get failure(): unknown {
    const last = this.reports.at(-1);
    return last?.type === 'failed' ? last.failure.reason : null;
  }
}

function describeChoice({ microphoneId, echoCancellation }: MicrophoneChoice): string {
  return `microphone '${microphoneId}', echo cancellation ${echoCancellation}`;
}

let bench: Bench;

beforeEach(() => {
  vi.useFakeTimers();
  bench = new Bench();
  return () => {
    vi.useRealTimers();
  };
});

async function liveCall(): Promise<VoiceCall> {
  const call = bench.dial();
  await settle();
  bench.linkEvents.connected();
  return call;
}

it('leaves the company of its call once, however it ends', async () => {
  const call = await liveCall();
  await call.hangUp();
  await call.hangUp();
  expect(bench.ends).toBe(1);
});

it('opens microphone, session and media, and tells of each', async () => {
  await liveCall();
  expect(bench.reports.map(({ type }) => type)).toEqual([
    'microphone-opened',
    'session-created',
    'media-connected',
  ]);
  expect(bench.reports[1]).toMatchObject({ sessionId: 'call-1' });
});

it('starts audio while the click still counts', () => {
  bench.dial();
  expect(bench.log).toEqual(['audio at 0.5']);
});

it('keeps the microphone closed until it is told to stream', async () => {
  const call = await liveCall();
  expect(bench.tracks[0]?.enabled).toBe(false);
  call.setStreaming(true);
  expect(bench.tracks[0]?.enabled).toBe(true);
  call.setStreaming(false);
  expect(bench.tracks[0]?.enabled).toBe(false);
});

it('streams from the first moment when asked before there was a microphone', async () => {
  const call = bench.dial();
  call.setStreaming(true);
  await settle();
  expect(bench.tracks[0]?.enabled).toBe(true);
});

it('plays what the server sends', async () => {
  await liveCall();
  bench.linkEvents.remoteStream(fakeStream());
  expect(bench.log.at(-1)).toBe('hear server');
});

it('lets go of everything when it hangs up, and only once', async () => {
  const call = await liveCall();
  await call.hangUp('page-closing');
  await call.hangUp();
  expect(bench.tracks[0]?.readyState).toBe('ended');
  expect(bench.log.slice(-2)).toEqual(['link closed, page-closing', 'audio closed']);
  expect(bench.levels.at(-1)).toBeNull();
  expect(bench.quality.at(-1)).toBeNull();
});

it.each([
  [
    'the microphone is denied',
    (parts: Bench) => {
      parts.askForMicrophone = () =>
        Promise.reject(new CallError(callFailure('microphone-denied')));
    },
    'microphone-denied',
  ],
  [
    'audio does not start',
    (parts: Bench) => {
      parts.startAudio = () => Promise.reject(new CallError(callFailure('audio-failed')));
    },
    'audio-failed',
  ],
  [
    'the server refuses',
    (parts: Bench) => {
      parts.openSession = () => Promise.reject(new CallError(callFailure('busy')));
    },
    'busy',
  ],
])('fails and tidies up when %s', async (_, spoil, reason) => {
  spoil(bench);
  bench.dial();
  await settle();
  expect(bench.failure).toBe(reason);
  expect(bench.log).toContain('audio closed');
  expect(bench.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
});

it('closes a microphone that is granted after hanging up', async () => {
  let grant: () => void = () => undefined;
  bench.askForMicrophone = () =>
    new Promise((resolve) => {
      grant = resolve;
    });
  const call = bench.dial();
  await call.hangUp();
  grant();
  await settle();
  expect(bench.tracks[0]?.readyState).toBe('ended');
  expect(bench.reports).toEqual([]);
});

it('fails when the audio thread breaks', async () => {
  await liveCall();
  bench.audioEvents.broken(new Event('processorerror'));
  expect(bench.failure).toBe('audio-failed');
});

it('dials again when the line is lost, with microphone and sound left as they are', async () => {
  await liveCall();
  const before = bench.log.length;
  bench.linkEvents.lost('connection-lost');
  expect(bench.reports.at(-1)).toMatchObject({ type: 'line-lost', attempt: 1 });
  await vi.advanceTimersByTimeAsync(500);
  bench.linkEvents.connected();
  expect(bench.log.slice(before)).toEqual(['link closed, polite', 'dial, talking']);
  expect(bench.reports.slice(-2).map(({ type }) => type)).toEqual([
    'session-created',
    'media-connected',
  ]);
});

it('ends when the other side hangs up', async () => {
  await liveCall();
  bench.linkEvents.lost('ended-by-server');
  await settle();
  expect(bench.reports.at(-1)).toEqual({ type: 'ended' });
  expect(bench.log).toContain('audio closed');
});

it('goes on listening when the microphone goes away and there is no other', async () => {
  await liveCall();
  bench.askForMicrophone = () => Promise.reject(new CallError(callFailure('microphone-missing')));
  bench.tracks[0]?.dispatchEvent(new Event('ended'));
  await settle();
  expect(bench.reports.at(-1)).toMatchObject({
    type: 'microphone-trouble',
    failure: { reason: 'microphone-lost' },
    stillTalking: false,
  });
  expect(bench.log).not.toContain('audio closed');
});

it('listens without asking for a microphone, and takes one when it is wanted', async () => {
  const call = bench.dial('listening');
  await settle();
  expect(bench.log).toEqual(['audio at 0.5', 'dial, listening']);
  expect(bench.reports[0]).toEqual({ type: 'listening' });
  bench.linkEvents.connected();
  call.takeMicrophone();
  await settle();
  expect(bench.log.slice(-2)).toEqual(['send new microphone', 'hear microphone']);
  expect(bench.reports.at(-1)).toEqual({ type: 'microphone-opened' });
});

it('leaves the microphone closed in a call without one, whatever is chosen meanwhile', async () => {
  bench.dial('listening');
  await settle();
  bench.settings.setState({ microphoneId: 'headset' });
  await settle();
  expect(bench.tracks).toEqual([]);
});

it('says when the browser holds the sound back, and lets it out', async () => {
  const call = await liveCall();
  bench.audioEvents.blocked(true);
  expect(bench.reports.at(-1)).toEqual({ type: 'sound-blocked', blocked: true });
  call.unblockSound();
  expect(bench.log.at(-1)).toBe('unblock');
});

it('follows the speaker and the microphone that are chosen', async () => {
  await liveCall();
  bench.settings.setState({ speakerId: 'headset' });
  expect(bench.log.at(-1)).toBe('speaker headset');
  bench.settings.setState({ microphoneId: 'desk' });
  await settle();
  expect(bench.log).toContain("microphone 'desk', echo cancellation true");
});

it('tells of interruptions without ending', async () => {
  await liveCall();
  bench.linkEvents.interrupted();
  expect(bench.reports.at(-1)?.type).toBe('media-interrupted');
  expect(bench.log).not.toContain('audio closed');
});

it('follows the volume', async () => {
  await liveCall();
  bench.settings.setState({ volume: 0.25 });
  expect(bench.log.at(-1)).toBe('volume 0.25');
});

it('opens the microphone anew when its processing changes, and keeps streaming', async () => {
  const call = await liveCall();
  call.setStreaming(true);
  bench.settings.setState({ echoCancellation: false });
  await settle();
  expect(bench.log.slice(-3)).toEqual([
    "microphone '', echo cancellation false",
    'send new microphone',
    'hear microphone',
  ]);
  expect(bench.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live']);
  expect(bench.tracks[1]?.enabled).toBe(true);
});

it('settles two quick changes one after the other, leaving one microphone open', async () => {
  await liveCall();
  bench.settings.setState({ echoCancellation: false });
  bench.settings.setState({ noiseSuppression: false });
  await settle();
  expect(bench.tracks.filter(({ readyState }) => readyState === 'live')).toHaveLength(1);
  expect(bench.tracks.at(-1)?.readyState).toBe('live');
});

it('forgets the settings when it is over', async () => {
  const call = await liveCall();
  await call.hangUp();
  const before = bench.log.length;
  bench.settings.setState({ volume: 1, autoGainControl: false });
  await settle();
  expect(bench.log).toHaveLength(before);
});

it('measures quality once a second while it lasts', async () => {
  const call = await liveCall();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(bench.quality).toHaveLength(2);
  await call.hangUp();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(bench.quality).toHaveLength(3);
});

it('passes levels on until it is over', async () => {
  const call = await liveCall();
  bench.audioEvents.levels(FRAME);
  await call.hangUp();
  bench.audioEvents.levels(FRAME);
  expect(bench.levels).toEqual([FRAME, null]);
});
