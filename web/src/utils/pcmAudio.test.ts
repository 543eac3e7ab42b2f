import { beforeEach, expect, it, vi } from 'vitest';
import { fakeStream } from '../../testing/fakes';
import { PcmAudio } from './pcmAudio';

let cables: string[] = [];
let deviceRate = 48_000;

class FakeNode {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  connect(target: FakeNode): void {
    cables.push(`${this.name} → ${target.name}`);
  }

  disconnect(): void {
    cables = cables.filter((cable) => !cable.startsWith(`${this.name} →`));
  }
}

class FakeContext {
  static readonly all: FakeContext[] = [];
  readonly sampleRate: number;
  state = 'running';
  broken = false;
  readonly audioWorklet = {
    addModule: async (): Promise<void> => {
      if (this.broken) {
        throw new DOMException('no', 'SyntaxError');
      }
    },
  };

  constructor({ sampleRate }: AudioContextOptions) {
    this.sampleRate = sampleRate ?? deviceRate;
    FakeContext.all.push(this);
  }

  async resume(): Promise<void> {
    this.state = 'running';
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }
}

const port = {
  onmessage: (_event: { data: Int16Array }): void => undefined,
  postMessage: vi.fn(),
  close: vi.fn(),
};
const frames = vi.fn();

beforeEach(() => {
  cables = [];
  deviceRate = 48_000;
  FakeContext.all.length = 0;
  vi.clearAllMocks();
  vi.stubGlobal('AudioContext', FakeContext);
  vi.stubGlobal(
    'AudioWorkletNode',
    class extends FakeNode {
      readonly port = port;

      constructor() {
        super('bridge');
      }
    },
  );
  vi.stubGlobal(
    'MediaStreamAudioSourceNode',
    class extends FakeNode {
      constructor() {
        super('microphone');
      }
    },
  );
  vi.stubGlobal(
    'MediaStreamAudioDestinationNode',
    class extends FakeNode {
      readonly stream = 'what they say';

      constructor() {
        super('stream');
      }
    },
  );
});

async function started(): Promise<PcmAudio> {
  const audio = new PcmAudio(frames);
  await audio.start();
  return audio;
}

it('makes a stream of what arrives', async () => {
  const audio = await started();
  expect(cables).toEqual(['bridge → stream']);
  expect(audio.stream).toBe('what they say');
  const pcm = Int16Array.of(1, 2);
  audio.play(pcm);
  audio.clear();
  expect(port.postMessage.mock.calls).toEqual([[pcm], ['clear']]);
});

it('hands out what the microphone says', async () => {
  await started();
  port.onmessage({ data: Int16Array.of(5, 6, 40) });
  expect(frames).toHaveBeenCalledWith({ pcm: Int16Array.of(5, 6), waitingMs: 40 });
});

it('plugs one microphone at a time, or none', async () => {
  const audio = await started();
  audio.setMicrophone(fakeStream());
  audio.setMicrophone(fakeStream());
  expect(cables.filter((cable) => cable === 'microphone → bridge')).toHaveLength(1);
  audio.setMicrophone(null);
  expect(cables).toEqual(['bridge → stream']);
});

it('brings fast devices down to what servers take', () => {
  deviceRate = 96_000;
  expect(new PcmAudio(frames).rate).toBe(48_000);
  expect(FakeContext.all.map(({ state }) => state)).toEqual(['closed', 'running']);
});

it('says that audio failed when its thread cannot be started', async () => {
  const audio = new PcmAudio(frames);
  for (const context of FakeContext.all) {
    context.broken = true;
  }
  await expect(audio.start()).rejects.toMatchObject({ failure: { reason: 'audio-failed' } });
});

it('closes once', async () => {
  const audio = await started();
  await audio.close();
  await audio.close();
  expect(port.close).toHaveBeenCalledOnce();
});
