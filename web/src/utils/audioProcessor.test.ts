// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { AudioProcessor } from './audioProcessor';

/** Who is plugged into whom, as `from → to:input`. */
let cables: string[] = [];

class FakeNode extends EventTarget {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  connect(target: FakeNode, _output = 0, input = 0): FakeNode {
    cables.push(`${this.name} → ${target.name}:${input}`);
    return target;
  }

  disconnect(): void {
    cables = cables.filter((cable) => !cable.startsWith(`${this.name} →`));
  }
}

class FakeContext extends EventTarget {
  static latest: FakeContext;
  state: AudioContextState = 'suspended';
  resumed = 0;
  /** While false, `resume` waits as browsers do for a click. */
  allowed = true;
  sinkId = '';
  /** Name of the exception that loading the worklet ends with. */
  moduleError = '';
  readonly currentTime = 0;
  readonly destination = new FakeNode('loudspeaker');
  readonly audioWorklet = {
    addModule: async (): Promise<void> => {
      if (this.moduleError !== '') {
        throw new DOMException('refused', this.moduleError);
      }
    },
  };

  constructor() {
    super();
    FakeContext.latest = this;
  }

  async resume(): Promise<void> {
    this.resumed += 1;
    if (this.allowed) {
      this.state = 'running';
    }
  }

  async setSinkId(id: string): Promise<void> {
    if (id === 'gone') {
      throw new DOMException('no such device', 'NotFoundError');
    }
    this.sinkId = id;
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }
}

class FakeGain extends FakeNode {
  static latest: FakeGain;
  readonly gain = {
    value: 0,
    setTargetAtTime: (value: number) => {
      this.gain.value = value;
    },
  };

  constructor(_context: unknown, { gain }: GainOptions) {
    super('volume');
    this.gain.value = gain ?? 1;
    FakeGain.latest = this;
  }
}

class FakeWorklet extends FakeNode {
  static latest: FakeWorklet;
  readonly options: AudioWorkletNodeOptions;
  readonly port = {
    onmessage: (_event: { data: Float32Array }): void => undefined,
    close: vi.fn(),
  };

  constructor(_context: unknown, name: string, options: AudioWorkletNodeOptions) {
    super(name);
    this.options = options;
    FakeWorklet.latest = this;
  }
}

const names = new WeakMap<MediaStream, string>();

class FakeSource extends FakeNode {
  constructor(_context: unknown, { mediaStream }: MediaStreamAudioSourceOptions) {
    super(`stream ${names.get(mediaStream)}`);
  }
}

const events = { levels: vi.fn(), blocked: vi.fn(), broken: vi.fn() };
const FULL = { volume: 1, speakerId: '' };

beforeEach(() => {
  cables = [];
  events.levels.mockReset();
  events.blocked.mockReset();
  events.broken.mockReset();
  vi.stubGlobal('AudioContext', FakeContext);
  vi.stubGlobal('GainNode', FakeGain);
  vi.stubGlobal('AudioWorkletNode', FakeWorklet);
  vi.stubGlobal('MediaStreamAudioSourceNode', FakeSource);
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
});

function stream(name: string): MediaStream {
  const made = new MediaStream();
  names.set(made, name);
  return made;
}

async function started(): Promise<AudioProcessor> {
  const processor = new AudioProcessor(events, FULL);
  await processor.start();
  return processor;
}

it('wakes the audio in the moment it is made', () => {
  new AudioProcessor(events, FULL);
  expect(FakeContext.latest.resumed).toBe(1);
});

it('leads both directions through the worklet, and only the server to the loudspeaker', async () => {
  const processor = await started();
  processor.setMicrophone(stream('mine'));
  processor.setServerStream(stream('theirs'));
  expect(cables).toEqual([
    'volume → loudspeaker:0',
    'call-audio → volume:0',
    'stream mine → call-audio:0',
    'stream theirs → call-audio:1',
  ]);
  expect(FakeWorklet.latest.options).toMatchObject({ numberOfInputs: 2, outputChannelCount: [2] });
});

it('plays the server also on a muted element, without which Chromium sends silence', async () => {
  const elements = vi.spyOn(document, 'createElement');
  const processor = await started();
  const theirs = new MediaStream();
  processor.setServerStream(theirs);
  const element = elements.mock.results[0]?.value as HTMLAudioElement;
  expect(element.muted).toBe(true);
  expect(element.srcObject).toBe(theirs);
  expect(HTMLMediaElement.prototype.play).toHaveBeenCalled();
});

it('unplugs the microphone that is replaced', async () => {
  const processor = await started();
  processor.setMicrophone(stream('first'));
  processor.setMicrophone(stream('second'));
  expect(cables.filter((cable) => cable.endsWith('call-audio:0'))).toEqual([
    'stream second → call-audio:0',
  ]);
});

it('hands levels on', async () => {
  await started();
  FakeWorklet.latest.port.onmessage({ data: Float32Array.of(0.5, 1, 0.25, 0.5) });
  expect(events.levels).toHaveBeenCalledWith({
    microphone: { rms: 0.5, peak: 1 },
    echo: { rms: 0.25, peak: 0.5 },
  });
});

it('follows the volume the way the ear does', async () => {
  const processor = new AudioProcessor(events, { ...FULL, volume: 0.5 });
  expect(FakeGain.latest.gain.value).toBe(0.25);
  processor.setVolume(0);
  expect(FakeGain.latest.gain.value).toBe(0);
  processor.setVolume(1);
  expect(FakeGain.latest.gain.value).toBe(1);
});

it.each([
  ['the server cannot be reached when the worklet cannot be fetched', 'AbortError', 'unreachable'],
  ['audio failed when the worklet cannot be run', 'SyntaxError', 'audio-failed'],
])('says that %s', async (_, error, reason) => {
  const processor = new AudioProcessor(events, FULL);
  FakeContext.latest.moduleError = error;
  await expect(processor.start()).rejects.toMatchObject({ failure: { reason } });
});

it('tells when the audio thread breaks down', async () => {
  await started();
  FakeWorklet.latest.dispatchEvent(new Event('processorerror'));
  expect(events.broken).toHaveBeenCalledOnce();
});

it('wakes up again when the system has suspended it, and not after the end', async () => {
  const processor = await started();
  const context = FakeContext.latest;
  context.state = 'suspended';
  context.dispatchEvent(new Event('statechange'));
  expect(context.resumed).toBe(2);
  await processor.close();
  context.dispatchEvent(new Event('statechange'));
  expect(context.resumed).toBe(2);
});

it('closes once, and takes no stream afterwards', async () => {
  const processor = await started();
  await processor.close();
  await processor.close();
  processor.setServerStream(stream('late'));
  expect(FakeContext.latest.state).toBe('closed');
  expect(cables.some((cable) => cable.startsWith('stream'))).toBe(false);
});

it('plays on the speaker that was chosen, and stays where it is when that one is gone', async () => {
  const processor = new AudioProcessor(events, { ...FULL, speakerId: 'headset' });
  expect(FakeContext.latest.sinkId).toBe('headset');
  processor.setSpeaker('gone');
  await Promise.resolve();
  expect(FakeContext.latest.sinkId).toBe('headset');
});

it('says when the browser holds the sound back, and when a click has let it out', async () => {
  vi.useFakeTimers();
  const processor = await started();
  const context = FakeContext.latest;
  context.allowed = false;
  context.state = 'suspended';
  context.dispatchEvent(new Event('statechange'));
  expect(events.blocked).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(events.blocked).toHaveBeenLastCalledWith(true);
  context.allowed = true;
  processor.unblock();
  context.dispatchEvent(new Event('statechange'));
  expect(events.blocked).toHaveBeenLastCalledWith(false);
  vi.useRealTimers();
});
