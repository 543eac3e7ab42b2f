/** ICE servers a WHIP server announces in `Link: <stun:…>; rel="ice-server"` (RFC 9725 §4.6, RFC 8288). */

interface WebLink {
  readonly target: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TARGET = /\s*<([^>]*)>/y;
/** `; name`, `; name=token` or `; name="quoted string"`. */
const PARAMETER = /\s*;\s*([\w!#$&+\-.^`|~]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/y;
const SEPARATOR = /\s*,/y;

export function iceServersFromLink(header: string | null): RTCIceServer[] {
  return parseLinks(header ?? '')
    .filter(
      (link) => relations(link).includes('ice-server') && /^(stun|turn)s?:/i.test(link.target),
    )
    .map(toIceServer);
}

/** Links up to the first thing that is not one: a broken tail costs the tail, not the header. */
function parseLinks(header: string): WebLink[] {
  const links: WebLink[] = [];
  let position = 0;
  for (;;) {
    const target = matchAt(TARGET, header, position);
    if (target === null) {
      return links;
    }
    const parameters = new Map<string, string>();
    position = readParameters(header, position + target[0].length, parameters);
    links.push({ target: target[1] ?? '', parameters });
    const separator = matchAt(SEPARATOR, header, position);
    if (separator === null) {
      return links;
    }
    position += separator[0].length;
  }
}

/** Fills `into` (the first of equal names counts) and returns the position after the last parameter. */
function readParameters(header: string, start: number, into: Map<string, string>): number {
  let position = start;
  for (;;) {
    const parameter = matchAt(PARAMETER, header, position);
    if (parameter === null) {
      return position;
    }
    position += parameter[0].length;
    const name = (parameter[1] ?? '').toLowerCase();
    if (!into.has(name)) {
      into.set(name, parameter[2]?.replace(/\\(.)/g, '$1') ?? parameter[3] ?? '');
    }
  }
}

function relations(link: WebLink): string[] {
  return (link.parameters.get('rel') ?? '').toLowerCase().split(/\s+/);
}

function toIceServer(link: WebLink): RTCIceServer {
  const username = link.parameters.get('username');
  const credential = link.parameters.get('credential');
  return {
    urls: link.target,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  };
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}
