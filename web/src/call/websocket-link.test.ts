import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { beforeEach, expect, it, vi } from 'vitest';
import { EventSchema } from '../../proto/jackfield/v1/events_pb';
import { fakeStream, settle } from '../../testing/fakes';
import type { PcmFrame } from '../audio/pcm-frame';
import type { RoomEvent } from '../room/room';
import { RoomChannel } from '../room/room-channel';
import { WhipError } from '../whip/whip-error';
import type { LinkEvents } from './line-keeper';
import { INTERRUPTED_AFTER_MS, LOST_AFTER_MS, WebsocketLink } from './websocket-link';

const MICROPHONE = fakeStream();
const FRAME: PcmFrame = { pcm: Int16Array.of(1, 2, 3), waitingMs: 60 };

class FakeSocket {
  static readonly OPEN = 1;
  static latest: FakeSocket;
  readonly url: string;
  readonly protocols: string[];
  readonly sent: unknown[] = [];
  binaryType = '';
  readyState = 0;
  bufferedAmount = 0;
  closedWith: number | null = null;
  onopen = (): void => undefined;
  onmessage = (_event: { data: unknown }): void => undefined;
  onclose = (_event: { code: number }): void => undefined;

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
    FakeSocket.latest = this;
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(code: number): void {
    this.closedWith = code;
    this.readyState = 3;
    this.onclose({ code });
  }

  accept(): void {
    this.readyState = 1;
    this.onopen();
  }

  say(message: object | ArrayBuffer): void {
    this.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }

  get texts(): { type: string; id?: number }[] {
    const texts = this.sent.filter((data) => typeof data === 'string');
    return texts.map((text) => JSON.parse(text));
  }
}

let seen: string[];
let speak: (frame: PcmFrame) => void;
let token: string | null;
let room: RoomChannel | null;
let changes: RoomEvent[];
const events: LinkEvents = {
  remoteStream: () => seen.push('stream'),
  connected: () => seen.push('connected'),
  interrupted: () => seen.push('interrupted'),
  lost: (why) => seen.push(`lost: ${why}`),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  seen = [];
  token = null;
  room = null;
  changes = [];
  return () => {
    vi.useRealTimers();
  };
});

function newLink(): WebsocketLink {
  return new WebsocketLink(
    {
      endpoint: new URL('https://calls.example/voice/ws/audio?agent=parrot'),
      token: () => token,
      room,
      openAudio: (onFrame) => {
        speak = onFrame;
        return {
          rate: 48_000,
          stream: fakeStream(),
          start: async () => undefined,
          setMicrophone: (stream) => seen.push(stream === null ? 'no microphone' : 'microphone'),
          play: (pcm) => seen.push(`play ${pcm.length}`),
          clear: () => seen.push('clear'),
          close: async () => void seen.push('audio closed'),
        };
      },
    },
    events,
  );
}

async function stand(): Promise<{ link: WebsocketLink; socket: FakeSocket }> {
  const link = newLink();
  const opening = link.open(MICROPHONE);
  await settle();
  const socket = FakeSocket.latest;
  socket.accept();
  socket.say({ type: 'started', session: '257' });
  expect(await opening).toBe('257');
  await vi.advanceTimersByTimeAsync(0);
  return { link, socket };
}

it('says what it will send, and connects both ways once the server agrees', async () => {
  const { socket } = await stand();
  expect(socket.url).toBe('wss://calls.example/voice/ws/audio?agent=parrot');
  expect(socket.protocols).toEqual(['jackfield.v1']);
  expect(socket.texts[0]).toEqual({ type: 'start', rate: 48_000, channels: 1, format: 'pcm16' });
  expect(seen).toEqual(['microphone', 'stream', 'connected']);
});

it('carries the key where browsers allow one', async () => {
  token = 'a long key?>';
  const { socket } = await stand();
  expect(socket.protocols).toEqual(['jackfield.v1', 'bearer.YSBsb25nIGtleT8-']);
});

it('sends the microphone and plays what comes', async () => {
  const { socket } = await stand();
  speak(FRAME);
  expect(socket.sent.at(-1)).toBe(FRAME.pcm);
  socket.say(Int16Array.of(1, 2, 3, 4).buffer);
  socket.say({ type: 'clear' });
  expect(seen.slice(-2)).toEqual(['play 4', 'clear']);
});

it('sends no sound before the server has agreed', async () => {
  const link = newLink();
  void link.open(MICROPHONE);
  await settle();
  FakeSocket.latest.accept();
  speak(FRAME);
  expect(FakeSocket.latest.sent).toHaveLength(1);
});

it('skips what the network does not take in time, and counts it as lost', async () => {
  const { link, socket } = await stand();
  speak(FRAME);
  socket.bufferedAmount = 100_000;
  speak(FRAME);
  expect((await link.quality()).loss).toBe(0.5);
  expect((await link.quality()).loss).toBeNull();
});

it('measures the round trip by pings of its own, and tells what waits', async () => {
  const { link, socket } = await stand();
  const ping = socket.texts.find(({ type }) => type === 'ping');
  await vi.advanceTimersByTimeAsync(30);
  socket.say({ type: 'pong', id: ping?.id });
  speak(FRAME);
  const quality = await link.quality();
  expect(quality.roundTripMs).toBeCloseTo(30, -1);
  expect(quality.bufferMs).toBe(60);
});

it('notices that nothing comes any more, and that it comes again', async () => {
  const { socket } = await stand();
  await vi.advanceTimersByTimeAsync(INTERRUPTED_AFTER_MS);
  expect(seen.at(-1)).toBe('interrupted');
  socket.say({ type: 'pong', id: 1 });
  expect(seen.at(-1)).toBe('connected');
});

it('gives a silent line up', async () => {
  await stand();
  await vi.advanceTimersByTimeAsync(LOST_AFTER_MS);
  expect(seen.at(-1)).toBe('lost: connection-lost');
});

it.each([
  [1000, 'lost: ended-by-server'],
  [1001, 'lost: ended-by-server'],
  [1006, 'lost: connection-lost'],
  [4500, 'lost: connection-lost'],
])('understands close code %d', async (code, loss) => {
  const { socket } = await stand();
  socket.onclose({ code });
  expect(seen.at(-1)).toBe(loss);
});

it('asks in the plain way why it was not let in, because browsers hide it', async () => {
  token = 'wrong';
  const asked: RequestInit[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    asked.push(init);
    return new Response(null, { status: 401 });
  });
  const opening = newLink().open(MICROPHONE);
  await settle();
  FakeSocket.latest.onclose({ code: 1006 });
  await expect(opening).rejects.toMatchObject({ reason: 'unauthorized' });
  expect(asked[0]?.headers).toEqual({ Authorization: 'Bearer wrong' });
});

it.each([
  ['would let us in', async () => new Response(null, { status: 426 })],
  ['does not answer', () => Promise.reject(new TypeError('Failed to fetch'))],
])('takes a server that %s for one that cannot be reached', async (_, answer) => {
  vi.stubGlobal('fetch', answer);
  const opening = newLink().open(null);
  await settle();
  FakeSocket.latest.onclose({ code: 1006 });
  await expect(opening).rejects.toMatchObject({ reason: 'unreachable' });
});

function fullServer(overflow: string): () => Promise<Response> {
  const headers = { 'Content-Type': 'application/problem+json' };
  const problem = JSON.stringify({ detail: 'all sessions are in use', overflow });
  return async () => new Response(problem, { status: 503, headers });
}

it('goes where a full server leads', async () => {
  vi.stubGlobal('fetch', fullServer('wss://second.example/ws/audio'));
  const opening = newLink().open(MICROPHONE);
  await settle();
  FakeSocket.latest.onclose({ code: 1006 });
  await settle();
  expect(FakeSocket.latest.url).toBe('wss://second.example/ws/audio?agent=parrot');
  FakeSocket.latest.accept();
  FakeSocket.latest.say({ type: 'started', session: '9' });
  expect(await opening).toBe('9');
});

it('is led astray once only', async () => {
  vi.stubGlobal('fetch', fullServer('wss://second.example/ws/audio'));
  const opening = newLink().open(MICROPHONE);
  const refused = expect(opening).rejects.toMatchObject({ reason: 'busy', status: 503 });
  for (let turn = 0; turn < 2; turn += 1) {
    await settle();
    FakeSocket.latest.onclose({ code: 1006 });
  }
  await refused;
});

it('passes on what the server says against the start', async () => {
  const opening = newLink().open(null);
  await settle();
  FakeSocket.latest.accept();
  FakeSocket.latest.say({ type: 'error', code: 'unsupported', detail: 'rate: 8000 to 48000' });
  const error: unknown = await opening.catch((reason) => reason);
  expect(error).toBeInstanceOf(WhipError);
  expect(error).toMatchObject({ reason: 'rejected', detail: 'rate: 8000 to 48000' });
});

it('closes politely and once, and reports nothing afterwards', async () => {
  const { link, socket } = await stand();
  seen = [];
  await link.close('polite');
  await link.close('polite');
  expect(socket.closedWith).toBe(1000);
  await vi.advanceTimersByTimeAsync(LOST_AFTER_MS);
  expect(seen).toEqual(['audio closed']);
});

it('gives up quietly when it is closed while it opens', async () => {
  const link = newLink();
  const opening = link.open(MICROPHONE);
  await settle();
  await link.close('polite');
  expect(await opening).toBeNull();
});

it('swaps the microphone', async () => {
  const { link } = await stand();
  await link.replaceMicrophone(null);
  expect(seen.at(-1)).toBe('no microphone');
});

function inCompany(): RoomChannel {
  room = new RoomChannel(
    { changed: (event) => changes.push(event), levels: () => undefined },
    'Ann',
  );
  return room;
}

function event(payload: NonNullable<MessageInitShape<typeof EventSchema>['payload']>): object {
  const bytes = toBinary(EventSchema, create(EventSchema, { payload }));
  return { type: 'event', event: btoa(String.fromCharCode(...bytes)) };
}

const ENTERED = event({
  case: 'callJoinResponse',
  value: { participant: 'ann', resume: 'new' },
});

it('tells what happens in a call with others, and who we are there', async () => {
  const company = inCompany();
  const { socket } = await stand();
  socket.say(ENTERED);
  socket.say(event({ case: 'chat', value: { text: 'hello' } }));
  vi.useRealTimers();
  await vi.waitFor(() => expect(changes).toHaveLength(3));
  expect(changes).toMatchObject([
    { type: 'entered', self: 'ann', name: 'Ann' },
    { type: 'channel', open: true },
    { type: 'chat', text: 'hello' },
  ]);
  expect(company.place).toEqual({ participant: 'ann', resume: 'new' });
  await company.say('and you');
  const written = socket.texts.at(-1);
  expect(written?.type).toBe('event');
  socket.onclose({ code: 1006 });
  expect(changes.at(-1)).toEqual({ type: 'channel', open: false });
});

it('takes its place again, and never tells it by the address', async () => {
  inCompany().entered({ participant: 'ann', resume: 'a-b_c' });
  const { socket } = await stand();
  expect(socket.protocols).toEqual(['jackfield.v1', 'resume.a-b_c']);
  expect(socket.url).not.toContain('a-b_c');
});

it('comes in anew when the server has given its place up', async () => {
  const company = inCompany();
  company.entered({ participant: 'ann', resume: 'old' });
  const asked = vi.fn(async (_url: string, _init?: RequestInit) => {
    const body = JSON.stringify({ code: 'resume_expired', title: 'Gone' });
    const headers = { 'Content-Type': 'application/problem+json' };
    return new Response(body, { status: 410, headers });
  });
  vi.stubGlobal('fetch', asked);
  const opening = newLink().open(null);
  await settle();
  FakeSocket.latest.onclose({ code: 1006 });
  await expect(opening).rejects.toMatchObject({ reason: 'expired' });
  expect(asked.mock.calls[0]?.[1]?.headers).toEqual({ 'Jackfield-Resume': 'old' });
  expect(company.place).toBeNull();
});
