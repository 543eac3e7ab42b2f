/** Where a WebSocket goes and what it carries there (docs/websocket.md). */

import { WhipError } from '../whip/whip-error';

const PROTOCOL = 'jackfield.v1';

export interface WebsocketPlace {
  /** With the scheme of a page: http or https. */
  readonly endpoint: URL;
  readonly token: string | null;
}

export function openSocket({ endpoint, token }: WebsocketPlace): WebSocket {
  const socket = new WebSocket(endpoint.href.replace(/^http/, 'ws'), protocols(token));
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
  return { endpoint, token: endpoint.origin === place.endpoint.origin ? place.token : null };
}

/** The only place for a key where browsers let pages put one. */
function protocols(token: string | null): string[] {
  return token === null ? [PROTOCOL] : [PROTOCOL, `bearer.${base64Url(token)}`];
}

function base64Url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
