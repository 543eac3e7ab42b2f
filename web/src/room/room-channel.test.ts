import { create, toBinary } from '@bufbuild/protobuf';
import { expect, it, vi } from 'vitest';
import { EventSchema } from '../../proto/jackfield/v1/events_pb';
import { PictureLine } from '../video/picture-line';
import type { RoomEvent } from './room';
import { RoomChannel } from './room-channel';

class FakeChannel extends EventTarget {
  readyState: RTCDataChannelState = 'connecting';
  binaryType = '';
  readonly sent: Uint8Array[] = [];

  send(data: Uint8Array): void {
    this.sent.push(data);
  }

  become(readyState: 'open' | 'closed'): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event(readyState === 'open' ? 'open' : 'close'));
  }

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

class Bench {
  readonly labels: string[] = [];
  readonly changes: RoomEvent[] = [];
  readonly levels: unknown[] = [];
  channel = new FakeChannel();
  readonly room = new RoomChannel(
    {
      changed: (event) => this.changes.push(event),
      levels: (levels) => this.levels.push(levels),
    },
    'Ann',
  );

  connect(): FakeChannel {
    this.channel = new FakeChannel();
    const createDataChannel = (label: string): FakeChannel => {
      this.labels.push(label);
      return this.channel;
    };
    this.room.attach({ createDataChannel } as unknown as RTCPeerConnection);
    return this.channel;
  }
}

const CHAT = toBinary(
  EventSchema,
  create(EventSchema, { payload: { case: 'chat', value: { text: 'hello' } } }),
);
const LEVELS = toBinary(
  EventSchema,
  create(EventSchema, { payload: { case: 'levels', value: {} } }),
);

it('tells what the server tells, in order', async () => {
  const bench = new Bench();
  const channel = bench.connect();
  expect(bench.labels).toEqual(['events']);
  expect(channel.binaryType).toBe('arraybuffer');
  channel.become('open');
  channel.receive(Uint8Array.from(CHAT).buffer);
  channel.receive(Uint8Array.from(LEVELS).buffer);
  channel.receive('text');
  await vi.waitFor(() => expect(bench.levels).toHaveLength(1));
  expect(bench.changes).toMatchObject([
    { type: 'channel', open: true },
    { type: 'chat', text: 'hello' },
  ]);
});

it('says something only to who is there', async () => {
  const bench = new Bench();
  await bench.room.say('to nobody');
  const channel = bench.connect();
  await bench.room.say('too early');
  channel.become('open');
  await bench.room.say('hello');
  expect(channel.sent).toHaveLength(1);
});

it('keeps the place for the next connection', () => {
  const bench = new Bench();
  expect(bench.room.place).toBeNull();
  bench.room.entered({ participant: 'ann', resume: 'token' });
  expect(bench.room.place?.resume).toBe('token');
  expect(bench.changes).toEqual([{ type: 'entered', self: 'ann', name: 'Ann' }]);
  bench.room.forget();
  expect(bench.room.place).toBeNull();
});

it('is not closed by the channel of the connection before', () => {
  const bench = new Bench();
  const first = bench.connect();
  first.become('open');
  const second = bench.connect();
  second.become('open');
  first.become('closed');
  expect(bench.changes.at(-1)).toEqual({ type: 'channel', open: true });
  second.become('closed');
  expect(bench.changes.at(-1)).toEqual({ type: 'channel', open: false });
});

it('has the pictures of a call in its offer, and forgets them with the connection', () => {
  const line = new PictureLine();
  const room = new RoomChannel({ changed: vi.fn(), levels: vi.fn() }, 'Ann', line);
  const offer = vi.spyOn(line, 'offer').mockReturnValue();
  const close = vi.spyOn(line, 'close');
  const peer = { createDataChannel: () => new FakeChannel() } as unknown as RTCPeerConnection;
  room.attach(peer);
  expect(offer).toHaveBeenCalledWith(peer);
  room.detach();
  expect(close).toHaveBeenCalledOnce();
});
