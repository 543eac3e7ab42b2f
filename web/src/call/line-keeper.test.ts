import { beforeEach, expect, it, vi } from 'vitest';
import { fakeStream, settle } from '../../testing/fakes';
import { WhipError } from '../whip/whip-error';
import { CallError, callFailure } from './failure';
import { LineKeeper, type LinkEvents } from './line-keeper';
import { REDIAL_DELAYS_MS } from './redial';

const MICROPHONE = fakeStream();

/** A line whose links do what the test says. */
class Bench {
  readonly seen: string[] = [];
  readonly links: LinkEvents[] = [];
  /** How the next attempts end; they succeed when there is nothing here. */
  readonly refusals: Error[] = [];
  serverTakesCalls = true;
  readonly otherWays: boolean[] = [];
  readonly line = new LineKeeper(
    {
      openLink: (events) => this.#open(events),
      fallBack: () => this.otherWays.shift() ?? false,
      serverTakesCalls: async () => this.serverTakesCalls,
      random: () => 0.5,
    },
    {
      remoteStream: () => this.seen.push('stream'),
      sessionCreated: (id) => this.seen.push(`session ${id}`),
      connected: () => this.seen.push('connected'),
      interrupted: () => this.seen.push('interrupted'),
      redialing: ({ reason }, attempt, at) =>
        this.seen.push(`redial ${attempt} in ${at - Date.now()} ms: ${reason}`),
      lost: ({ reason }) => this.seen.push(`lost: ${reason}`),
      ended: () => this.seen.push('ended'),
    },
  );

  #open(events: LinkEvents): ReturnType<ConstructorParameters<typeof LineKeeper>[0]['openLink']> {
    const number = this.links.push(events);
    return {
      transport: 'webrtc',
      open: async (microphone) => {
        const refusal = this.refusals.shift();
        if (refusal !== undefined) {
          throw refusal;
        }
        this.seen.push(microphone === MICROPHONE ? 'talks' : 'listens');
        return String(number);
      },
      replaceMicrophone: async () => void this.seen.push('new microphone'),
      quality: () => Promise.reject(new Error('not asked')),
      close: async (farewell) => void this.seen.push(`closed ${number}, ${farewell}`),
    };
  }

  get link(): LinkEvents {
    const link = this.links.at(-1);
    if (link === undefined) {
      throw new Error('nothing was dialled');
    }
    return link;
  }

  async stand(): Promise<void> {
    await this.line.open(MICROPHONE);
    this.link.connected();
    this.seen.length = 0;
  }
}

let bench: Bench;

beforeEach(() => {
  vi.useFakeTimers();
  bench = new Bench();
  return () => {
    vi.useRealTimers();
  };
});

it('dials with the microphone, and tells how far it got', async () => {
  await bench.line.open(MICROPHONE);
  bench.link.connected();
  expect(bench.seen).toEqual(['talks', 'session 1', 'connected']);
});

it('throws what goes wrong in the first attempt, for the person to see', async () => {
  bench.refusals.push(new CallError(callFailure('busy')));
  await expect(bench.line.open(MICROPHONE)).rejects.toThrow('All lines are busy.');
  expect(bench.seen).toEqual([]);
});

it('does not dial again when the call never stood', async () => {
  await bench.line.open(MICROPHONE);
  bench.link.lost('media-blocked');
  expect(bench.seen.at(-1)).toBe('lost: media-blocked');
});

it('dials again when the connection is lost, with the same microphone', async () => {
  await bench.stand();
  bench.link.lost('connection-lost');
  expect(bench.seen).toEqual(['closed 1, polite', 'redial 1 in 500 ms: connection-lost']);
  await vi.advanceTimersByTimeAsync(500);
  bench.link.connected();
  expect(bench.seen.slice(2)).toEqual(['talks', 'session 2', 'connected']);
});

it('dials a server again that has forgotten the call', async () => {
  await bench.stand();
  bench.link.lost('forgotten');
  await vi.advanceTimersByTimeAsync(500);
  expect(bench.links).toHaveLength(2);
});

it('dials once more, to come in anew, when its place was given up meanwhile', async () => {
  await bench.stand();
  bench.refusals.push(new WhipError('', { reason: 'expired' }));
  bench.link.lost('connection-lost');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(bench.seen).toContain('redial 2 in 1000 ms: connection-lost');
  expect(bench.seen.at(-1)).toBe('session 3');
});

it('waits longer from attempt to attempt, then leaves it to the person', async () => {
  await bench.stand();
  const gone = new CallError(callFailure('unreachable'));
  bench.refusals.push(...REDIAL_DELAYS_MS.map(() => gone));
  bench.link.lost('connection-lost');
  for (const delay of REDIAL_DELAYS_MS) {
    await vi.advanceTimersByTimeAsync(delay);
  }
  expect(bench.seen.filter((line) => line.startsWith('redial')).at(-1)).toBe(
    'redial 8 in 30000 ms: unreachable',
  );
  expect(bench.seen.at(-1)).toBe('lost: connection-lost');
});

it('begins to count anew after it was back', async () => {
  await bench.stand();
  for (let time = 0; time < 3; time += 1) {
    bench.link.lost('connection-lost');
    expect(bench.seen.at(-1)).toBe('redial 1 in 500 ms: connection-lost');
    await vi.advanceTimersByTimeAsync(500);
    bench.link.connected();
  }
});

it('does not insist on what only the person can mend', async () => {
  await bench.stand();
  bench.refusals.push(new CallError(callFailure('unauthorized')));
  bench.link.lost('connection-lost');
  await vi.advanceTimersByTimeAsync(500);
  expect(bench.seen.at(-1)).toBe('lost: unauthorized');
});

it('dials at once when the person will not wait, and only once', async () => {
  await bench.stand();
  bench.link.lost('connection-lost');
  bench.line.redialNow();
  bench.line.redialNow();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(bench.links).toHaveLength(2);
});

it('takes it for the end when the server hangs up and takes other calls', async () => {
  await bench.stand();
  bench.link.lost('ended-by-server');
  await settle();
  expect(bench.seen).toEqual(['ended']);
});

it('dials again when the server hangs up because it stops', async () => {
  await bench.stand();
  bench.serverTakesCalls = false;
  bench.link.lost('ended-by-server');
  await settle();
  expect(bench.seen.at(-1)).toBe('redial 1 in 500 ms: server-stopped');
});

it('no longer listens to a link that it gave up', async () => {
  await bench.stand();
  const first = bench.link;
  first.lost('connection-lost');
  bench.seen.length = 0;
  first.connected();
  first.lost('connection-lost');
  expect(bench.seen).toEqual([]);
});

it('says goodbye when it is closed, and dials no more', async () => {
  await bench.stand();
  await bench.line.close('page-closing');
  bench.link.lost('connection-lost');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(bench.seen).toEqual(['closed 1, page-closing']);
});

it('stops waiting for the next attempt when it is closed', async () => {
  await bench.stand();
  bench.link.lost('connection-lost');
  await bench.line.close('polite');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(bench.links).toHaveLength(1);
});

it('hands a new microphone to the link, and keeps it for the next one', async () => {
  await bench.stand();
  await bench.line.replaceMicrophone(null);
  bench.link.lost('connection-lost');
  await vi.advanceTimersByTimeAsync(500);
  expect(bench.seen).toContain('new microphone');
  expect(bench.seen).toContain('listens');
});

it('goes another way at once when nothing gets through on the first', async () => {
  bench.otherWays.push(true);
  await bench.line.open(MICROPHONE);
  bench.link.lost('media-blocked');
  await settle();
  expect(bench.seen).toEqual(['talks', 'session 1', 'closed 1, polite', 'talks', 'session 2']);
  bench.link.lost('media-blocked');
  expect(bench.seen.at(-1)).toBe('lost: media-blocked');
});

it('says that the first way was blocked when the other leads nowhere either', async () => {
  bench.otherWays.push(true);
  await bench.line.open(MICROPHONE);
  bench.refusals.push(new CallError(callFailure('unreachable')));
  bench.link.lost('media-blocked');
  await settle();
  expect(bench.seen.at(-1)).toBe('lost: media-blocked');
});
