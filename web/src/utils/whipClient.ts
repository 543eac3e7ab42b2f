/** The HTTP half of WHIP (RFC 9725): offer and answer, trickled candidates, ICE restart, farewell. */

import type { Place } from '../room/room';
import { iceServersFromLink } from '../whip/link-header';
import { type IceFragment, readFragment } from '../whip/sdp-fragment';
import { errorFromResponse, WhipError, type WhipRequest } from '../whip/whip-error';

const SDP_TYPE = 'application/sdp';
const RESUME = 'Jackfield-Resume';
const FRAGMENT_TYPE = 'application/trickle-ice-sdpfrag';
/** Longer than any healthy server takes, shorter than a person waits. */
const REQUEST_TIMEOUT_MS = 10_000;

export interface WhipClientOptions {
  /** Bearer token, read before each request so that a renewed one counts at once. */
  readonly token?: () => string | null;
  /** Takes a place in a call again; empty for a new one. */
  readonly resume?: string;
  readonly fetch?: typeof fetch;
}

export class WhipClient {
  readonly #endpoint: URL;
  readonly #http: WhipHttp;
  readonly #resume: string;

  constructor(endpoint: URL, options: WhipClientOptions = {}) {
    this.#endpoint = endpoint;
    this.#resume = options.resume ?? '';
    this.#http = new WhipHttp(options);
  }

  /** Sends the offer; the server's answer and what it said about the session come back together. */
  async open(offer: string): Promise<WhipSession> {
    const response = await this.#http.send('open', this.#endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': SDP_TYPE,
        Accept: SDP_TYPE,
        ...(this.#resume === '' ? {} : { [RESUME]: this.#resume }),
      },
      body: offer,
    });
    return new WhipSession(this.#http, await readCreated(response, this.#endpoint));
  }
}

interface CreatedSession {
  readonly url: URL;
  readonly etag: string | null;
  readonly answer: string;
  readonly iceServers: RTCIceServer[];
  readonly place: Place | null;
}

export class WhipSession {
  readonly url: URL;
  readonly answer: string;
  readonly iceServers: readonly RTCIceServer[];
  /** In a call with many participants. */
  readonly place: Place | null;
  readonly #http: WhipHttp;
  #etag: string | null;

  constructor(http: WhipHttp, created: CreatedSession) {
    this.#http = http;
    this.url = created.url;
    this.answer = created.answer;
    this.iceServers = created.iceServers;
    this.place = created.place;
    this.#etag = created.etag;
  }

  /** The last segment of the session's URL, by which the server's log knows the call too. */
  get id(): string {
    return this.url.pathname.split('/').filter(Boolean).at(-1) ?? this.url.href;
  }

  async trickle(fragment: string): Promise<void> {
    await this.#patch(fragment, this.#etag);
  }

  /** Announces new ICE credentials; the server's new ones come back. */
  async restartIce(fragment: string): Promise<IceFragment> {
    // `*`: a restart holds for whatever generation the server is in (RFC 9725 §4.3.3).
    const response = await this.#patch(fragment, '*');
    const renewed = response.status === 200 ? readFragment(await bodyOf('patch', response)) : null;
    if (renewed === null) {
      throw new WhipError('The answer to an ICE restart has no ICE credentials', {
        reason: 'protocol',
        status: response.status,
      });
    }
    this.#etag = response.headers.get('ETag') ?? this.#etag;
    return renewed;
  }

  /** Ends the session. `keepalive` lets the request outlive the page that sends it. */
  async close({ keepalive = false } = {}): Promise<void> {
    await this.#http.send('delete', this.url, { method: 'DELETE', keepalive });
  }

  #patch(fragment: string, ifMatch: string | null): Promise<Response> {
    return this.#http.send('patch', this.url, {
      method: 'PATCH',
      headers: {
        'Content-Type': FRAGMENT_TYPE,
        ...(ifMatch === null ? {} : { 'If-Match': ifMatch }),
      },
      body: fragment,
    });
  }
}

/** Adds what all requests share, and turns everything but success into a `WhipError`. */
class WhipHttp {
  readonly #fetch: typeof fetch;
  readonly #token: () => string | null;

  constructor(options: WhipClientOptions) {
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
    this.#token = options.token ?? (() => null);
  }

  async send(request: WhipRequest, url: URL, init: RequestInit): Promise<Response> {
    const response = await this.#exchange(request, url, init);
    if (!response.ok) {
      throw await errorFromResponse(request, response);
    }
    return response;
  }

  async #exchange(request: WhipRequest, url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const token = this.#token();
    if (token !== null) {
      headers.set('Authorization', `Bearer ${token}`);
    }
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    try {
      return await this.#fetch(url.href, { ...init, headers, signal, cache: 'no-store' });
    } catch (cause) {
      throw new WhipError(`WHIP ${request} got no answer`, { reason: 'unreachable', cause });
    }
  }
}

async function readCreated(response: Response, endpoint: URL): Promise<CreatedSession> {
  const location = response.headers.get('Location');
  const isSdp = response.headers.get('Content-Type')?.toLowerCase().startsWith(SDP_TYPE) ?? false;
  if (response.status !== 201 || location === null || !isSdp) {
    throw new WhipError('The answer to the offer is not one of a WHIP server', {
      reason: 'protocol',
      status: response.status,
    });
  }
  return {
    // After a redirect the session lives where the request ended up, not where it was sent.
    url: new URL(location, response.url || endpoint),
    etag: response.headers.get('ETag'),
    answer: await bodyOf('open', response),
    iceServers: iceServersFromLink(response.headers.get('Link')),
    place: placeOf(response.headers),
  };
}

function placeOf(headers: Headers): Place | null {
  const participant = headers.get('Jackfield-Participant');
  return participant === null ? null : { participant, resume: headers.get(RESUME) ?? '' };
}

async function bodyOf(request: WhipRequest, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new WhipError(`WHIP ${request} was answered by half`, { reason: 'unreachable', cause });
  }
}
