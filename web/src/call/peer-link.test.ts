import { beforeEach, expect, it, vi } from 'vitest';
import {
  created,
  FakePeerConnection,
  FakeServer,
  FakeTrack,
  fakeStream,
  settle,
} from '../../testing/fakes';
import { RoomChannel } from '../room/room-channel';
import { WhipClient } from '../utils/whipClient';
import type { LinkEvents } from './line-keeper';
import { PeerLink } from './peer-link';

const seen: string[] = [];
const events: LinkEvents = {
  connected: () => seen.push('connected'),
  interrupted: () => seen.push('interrupted'),
  lost: (why) => seen.push(`lost: ${why}`),
  remoteStream: () => seen.push('remote stream'),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', FakePeerConnection);
  seen.length = 0;
  return () => {
    vi.useRealTimers();
  };
});

function linkTo(server: FakeServer): { link: PeerLink; peer: FakePeerConnection } {
  const whip = new WhipClient(new URL('https://calls.example/whip'), { fetch: server.fetch });
  const link = new PeerLink(whip, events);
  const peer = FakePeerConnection.opened.at(-1);
  if (peer === undefined) {
    throw new Error('the link opened no peer connection');
  }
  return { link, peer };
}

const MICROPHONE = fakeStream(new FakeTrack());

it('offers both directions and gathers only when it knows the ICE servers', async () => {
  const server = new FakeServer(created({ Link: '<stun:s>; rel="ice-server"' }));
  const { link, peer } = linkTo(server);
  expect(await link.open(MICROPHONE)).toBe('call-1');
  expect(peer.calls).toEqual([
    'addTransceiver sendrecv',
    'createOffer',
    'setConfiguration',
    'setLocalDescription',
    'setRemoteDescription',
  ]);
  expect(peer.configuration).toEqual({ iceServers: [{ urls: 'stun:s' }] });
  expect(peer.sentTracks).toEqual(MICROPHONE.getAudioTracks());
});

it('has the data channel of a call with others in its offer, and tells it the place', async () => {
  const whip = new WhipClient(new URL('https://calls.example/whip?call=default:one'), {
    fetch: new FakeServer(created({ 'Jackfield-Participant': 'ann' })).fetch,
  });
  const room = new RoomChannel(
    {
      changed: (event) => seen.push(event.type),
      levels: () => undefined,
    },
    '',
  );
  const link = new PeerLink(whip, events, room);
  await link.open(MICROPHONE);
  const calls = FakePeerConnection.opened.at(-1)?.calls ?? [];
  expect(calls.slice(1, 3)).toEqual(['createDataChannel events', 'createOffer']);
  expect(room.place).toEqual({ participant: 'ann', resume: '' });
  expect(seen).toContain('entered');
});

it('asks only once for a place that was given up', async () => {
  const server = new FakeServer(new Response(null, { status: 410 }));
  const whip = new WhipClient(new URL('https://calls.example/whip'), { fetch: server.fetch });
  const room = new RoomChannel({ changed: () => undefined, levels: () => undefined }, '');
  room.entered({ participant: 'ann', resume: 'old' });
  const link = new PeerLink(whip, events, room);
  await expect(link.open(MICROPHONE)).rejects.toMatchObject({ reason: 'expired' });
  expect(room.place).toBeNull();
});

it('keeps its place when the server has no time for it', async () => {
  const server = new FakeServer(new Response(null, { status: 503 }));
  const whip = new WhipClient(new URL('https://calls.example/whip'), { fetch: server.fetch });
  const room = new RoomChannel({ changed: () => undefined, levels: () => undefined }, '');
  room.entered({ participant: 'ann', resume: 'old' });
  const link = new PeerLink(whip, events, room);
  await expect(link.open(MICROPHONE)).rejects.toMatchObject({ reason: 'busy' });
  expect(room.place?.resume).toBe('old');
});

it('leaves the configuration alone when the server names no ICE servers', async () => {
  const { link, peer } = linkTo(new FakeServer(created()));
  await link.open(MICROPHONE);
  expect(peer.calls).not.toContain('setConfiguration');
});

it('trickles the candidates the browser finds', async () => {
  const server = new FakeServer(created());
  const { link, peer } = linkTo(server);
  await link.open(MICROPHONE);
  peer.find('candidate:1 1 udp 1 192.0.2.2 9 typ host');
  await settle();
  peer.find(null);
  await settle();
  expect(server.log).toEqual(['POST /whip', 'PATCH /whip/call-1', 'PATCH /whip/call-1']);
  expect(await server.requests[1]?.text()).toContain('a=candidate:1 1 udp 1 192.0.2.2 9 typ host');
  expect(await server.requests[2]?.text()).toContain('a=end-of-candidates');
});

it('hands on the audio that comes back', async () => {
  const { link, peer } = linkTo(new FakeServer(created()));
  await link.open(MICROPHONE);
  peer.receive(fakeStream(new FakeTrack()));
  expect(seen).toEqual(['remote stream']);
});

it('says goodbye before it closes, because the server counts a closed peer as gone', async () => {
  const server = new FakeServer(created());
  const { link, peer } = linkTo(server);
  await link.open(MICROPHONE);
  const closing = link.close();
  expect(server.log.at(-1)).toBe('DELETE /whip/call-1');
  expect(peer.calls).not.toContain('close');
  await closing;
  expect(peer.calls.at(-1)).toBe('close');
});

it('does not wait for the goodbye when the page is closing', async () => {
  const server = new FakeServer(created());
  const { link, peer } = linkTo(server);
  await link.open(MICROPHONE);
  void link.close('page-closing');
  expect(server.requests.at(-1)?.keepalive).toBe(true);
  expect(peer.calls.at(-1)).toBe('close');
});

it('closes once, also when the server no longer knows the session', async () => {
  const server = new FakeServer(created(), new Response(null, { status: 404 }));
  const { link, peer } = linkTo(server);
  await link.open(MICROPHONE);
  await link.close();
  await link.close();
  expect(server.log).toEqual(['POST /whip', 'DELETE /whip/call-1']);
  expect(peer.calls.filter((call) => call === 'close')).toHaveLength(1);
});

it('deletes a session that comes too late to be wanted', async () => {
  let answer: (response: Response) => void = () => undefined;
  const pending = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  const server = new FakeServer(pending);
  const { link, peer } = linkTo(server);
  const opening = link.open(MICROPHONE);
  await settle();
  await link.close();
  answer(created());
  expect(await opening).toBeNull();
  expect(server.log).toEqual(['POST /whip', 'DELETE /whip/call-1']);
  expect(peer.calls).not.toContain('setLocalDescription');
});

it('reports how the path fares', async () => {
  const { link, peer } = linkTo(new FakeServer(created()));
  await link.open(MICROPHONE);
  peer.become('connecting');
  peer.become('connected');
  peer.become('disconnected');
  expect(seen).toEqual(['connected', 'interrupted']);
});

it('notices that the server has closed the call, which the connection state hides', async () => {
  const { link, peer } = linkTo(new FakeServer(created()));
  await link.open(MICROPHONE);
  peer.become('connected');
  peer.transport.become('closed');
  expect(seen.at(-1)).toBe('lost: ended-by-server');
});

const RENEWED = new Response(
  'a=ice-ufrag:fresh\r\na=ice-pwd:fresh-secret\r\na=candidate:2 1 udp 1 192.0.2.9 5000 typ host\r\n',
  { status: 200, headers: { ETag: '"two"' } },
);

it('restarts ICE on a failed path: credentials to the server, its own into force', async () => {
  const server = new FakeServer(created(), RENEWED);
  const { link, peer } = linkTo(server);
  await link.open(MICROPHONE);
  peer.become('connected');
  peer.become('failed');
  await vi.advanceTimersByTimeAsync(0);
  expect(server.requests[1]?.headers.get('If-Match')).toBe('*');
  expect(await server.requests[1]?.text()).toContain('a=ice-ufrag:mine-again');
  expect(peer.remoteSdp).toContain('a=ice-ufrag:fresh\r\n');
  expect(peer.remoteSdp).toContain('a=candidate:2 1 udp 1 192.0.2.9 5000 typ host\r\n');
  peer.find('candidate:9');
  await settle();
  expect(await server.requests[2]?.text()).toContain('a=ice-ufrag:mine-again');
});

it('leaves descriptions as they are when a restart is refused', async () => {
  const server = new FakeServer(created(), new Response(null, { status: 500 }));
  const { link, peer } = linkTo(server);
  await link.open(MICROPHONE);
  const before = peer.calls.length;
  peer.become('connected');
  peer.become('failed');
  await vi.advanceTimersByTimeAsync(0);
  expect(peer.calls.slice(before)).toEqual(['createOffer']);
});

it('swaps the microphone without a new offer', async () => {
  const server = new FakeServer(created());
  const { link, peer } = linkTo(server);
  await link.open(MICROPHONE);
  const next = new FakeTrack();
  await link.replaceMicrophone(fakeStream(next));
  expect(peer.sentTracks.at(-1)).toBe(next);
  expect(server.log).toEqual(['POST /whip']);
});

it('offers both directions without a microphone, so that one can be added later', async () => {
  const server = new FakeServer(created());
  const { link, peer } = linkTo(server);
  await link.open(null);
  expect(peer.calls[0]).toBe('addTransceiver sendrecv');
  expect(peer.sentTracks).toEqual(['audio']);
  await link.replaceMicrophone(null);
  expect(peer.sentTracks.at(-1)).toBeNull();
});

it('plays what is heard, and leaves pictures to others', async () => {
  const { link, peer } = linkTo(new FakeServer(created()));
  await link.open(MICROPHONE);
  peer.receive(fakeStream(new FakeTrack()), 'video');
  expect(seen).toEqual([]);
  peer.receive(fakeStream(new FakeTrack()), 'audio');
  expect(seen).toEqual(['remote stream']);
});
