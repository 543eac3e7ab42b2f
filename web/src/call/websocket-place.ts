/** Where a WebSocket goes and what it carries there (docs/websocket.md). */

import { errorFromResponse, WhipError } from '../whip/whip-error';

const PROTOCOL = 'jackfield.v1';

export interface WebsocketPlace {
  /** With the scheme of a page: http or https. */
  readonly endpoint: URL;
  readonly token: string | null;
  /** Takes a place in a call again; empty for a new one. */
  readonly resume: string;
}

export function openSocket(place: WebsocketPlace): WebSocket {
  const socket = new WebSocket(place.endpoint.href.replace(/^http/, 'ws'), protocols(place));
  socket.binaryType = 'arraybuffer';
  return socket;
}

/**
 * Where a full server leads, asking for the same agent; null when it leads nowhere. The key goes along within
 * its origin only, as browsers do it when they follow a redirect.
 */
export function overflowOf(error: unknown, place: WebsocketPlace): WebsocketPlace | null {
  const overflow = error instanceof WhipError ? error.overflow : null;
  if (overflow === null || !URL.canParse(overflow)) {
    return null;
  }
  const endpoint = new URL(overflow.replace(/^ws/, 'http'));
  if (!endpoint.protocol.startsWith('http')) {
    return null;
  }
  endpoint.search ||= place.endpoint.search;
  return endpoint.origin === place.endpoint.origin
    ? { ...place, endpoint }
    : { endpoint, token: null, resume: '' };
}

/** Why a WebSocket was closed before it was one. */
export async function reasonAt({ endpoint, token, resume }: WebsocketPlace): Promise<WhipError> {
  const headers = {
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    ...(resume === '' ? {} : { 'Jackfield-Resume': resume }),
  };
  const unreachable = { reason: 'unreachable' } as const;
  try {
    const response = await fetch(endpoint.href, { headers, cache: 'no-store' });
    // 426 would let us in: then it was the network that did not.
    return response.ok || response.status === 426
      ? new WhipError('The WebSocket was closed', unreachable)
      : await errorFromResponse('open', response);
  } catch (cause) {
    return new WhipError('The WebSocket got no answer', { ...unreachable, cause });
  }
}

/** The only place for secrets where browsers let pages put them. */
function protocols({ token, resume }: WebsocketPlace): string[] {
  return [
    PROTOCOL,
    ...(token === null ? [] : [`bearer.${base64Url(token)}`]),
    ...(resume === '' ? [] : [`resume.${resume}`]),
  ];
}

function base64Url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
