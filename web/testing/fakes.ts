/** Stand-ins for what the browser and the server bring to a call, each as small as its users allow. */

/** A fetch that answers from a list and remembers what it was asked. */
export class FakeServer {
  readonly requests: Request[] = [];
  readonly #answers: (Response | Error | Promise<Response>)[];

  constructor(...answers: (Response | Error | Promise<Response>)[]) {
    this.#answers = answers;
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    this.requests.push(new Request(input, init));
    const answer = this.#answers.shift() ?? new Response(null, { status: 204 });
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };

  /** `METHOD path` of each request, in order. */
  get log(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  }
}

export const OFFER = [
  'v=0',
  'a=group:BUNDLE 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=mid:0',
  'a=ice-ufrag:mine',
  'a=ice-pwd:my-secret',
  'a=sendrecv',
  '',
].join('\r\n');

export const ANSWER = [
  'v=0',
  'a=group:BUNDLE 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:0',
  'a=ice-ufrag:theirs',
  'a=ice-pwd:their-secret',
  'a=candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host',
  'a=end-of-candidates',
  'a=sendrecv',
  '',
].join('\r\n');

export function created(headers: Record<string, string> = {}): Response {
  return new Response(ANSWER, {
    status: 201,
    headers: {
      'Content-Type': 'application/sdp',
      Location: 'whip/call-1',
      ETag: '"one"',
      ...headers,
    },
  });
}

export class FakeTrack extends EventTarget {
  enabled = true;
  readyState: 'live' | 'ended' = 'live';

  stop(): void {
    this.readyState = 'ended';
  }
}

export function fakeStream(...tracks: FakeTrack[]): MediaStream {
  const stream = {
    getTracks: () => tracks,
    getAudioTracks: () => tracks,
    getVideoTracks: () => tracks,
  };
  return stream as unknown as MediaStream;
}

class FakeTransport extends EventTarget {
  state: RTCDtlsTransportState = 'connected';

  become(state: RTCDtlsTransportState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

/** Records the order of things, in which the rules of WHIP lie. */
export class FakePeerConnection extends EventTarget {
  static readonly opened: FakePeerConnection[] = [];
  readonly calls: string[] = [];
  readonly transport = new FakeTransport();
  readonly sentTracks: unknown[] = [];
  connectionState: RTCPeerConnectionState = 'new';
  configuration: RTCConfiguration = {};
  remoteSdp = '';

  constructor() {
    super();
    FakePeerConnection.opened.push(this);
  }

  addTransceiver(track: unknown, init: RTCRtpTransceiverInit): unknown {
    this.calls.push(`addTransceiver ${init.direction}`);
    this.sentTracks.push(track);
    return {
      sender: {
        transport: this.transport,
        replaceTrack: async (next: unknown) => {
          this.sentTracks.push(next);
        },
      },
    };
  }

  createDataChannel(label: string): EventTarget {
    this.calls.push(`createDataChannel ${label}`);
    return new EventTarget();
  }

  async createOffer(options: RTCOfferOptions = {}): Promise<RTCSessionDescriptionInit> {
    this.calls.push('createOffer');
    const sdp = options.iceRestart === true ? OFFER.replaceAll('mine', 'mine-again') : OFFER;
    return { type: 'offer', sdp };
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.calls.push('setConfiguration');
    this.configuration = configuration;
  }

  async setLocalDescription(): Promise<void> {
    this.calls.push('setLocalDescription');
  }

  async setRemoteDescription({ sdp }: RTCSessionDescriptionInit): Promise<void> {
    this.calls.push('setRemoteDescription');
    this.remoteSdp = sdp ?? '';
  }

  async getStats(): Promise<RTCStatsReport> {
    return new Map() as unknown as RTCStatsReport;
  }

  close(): void {
    this.calls.push('close');
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  find(candidate: string | null): void {
    const event = Object.assign(new Event('icecandidate'), {
      candidate: candidate === null ? null : { candidate },
    });
    this.dispatchEvent(event);
  }

  receive(stream: MediaStream, kind = 'audio'): void {
    this.dispatchEvent(Object.assign(new Event('track'), { track: { kind }, streams: [stream] }));
  }
}

/** Lets everything that waits for nothing but promises run to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
}
