/** The HTTP half of the stand-in server: the built page under a strict policy, and WHIP. */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { readFragment } from '../src/whip/sdp-fragment';
import type { ParrotPeer } from './parrot-peer';

const PAGE = join(import.meta.dirname, '../../python/jackfield/server/static');

const ETAG = '"1"';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "media-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class WhipServer {
  /** What offers meet instead of an answer. */
  refusal: Refusal | null = null;
  /** The one token that opens the door, when there is a door. */
  token: string | null = null;
  /** While true, it says that it takes no calls. */
  draining = false;
  /** While true, offers are heard and never answered. */
  silent = false;
  readonly #peer: ParrotPeer;
  readonly #http: Server;
  readonly #sessions = new Set<string>();
  #opened = 0;

  private constructor(peer: ParrotPeer) {
    this.#peer = peer;
    this.#http = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(peer: ParrotPeer): Promise<WhipServer> {
    const server = new WhipServer(peer);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Ends all calls from this side. */
  async hangUp(): Promise<void> {
    for (const id of this.#sessions) {
      await this.#peer.end(id);
    }
    this.#sessions.clear();
  }

  async stop(): Promise<void> {
    await this.hangUp();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    try {
      if (path === '/v1/client-config') {
        serveConfig(response);
      } else if (path === '/health/ready') {
        response.writeHead(this.draining ? 503 : 200).end();
      } else if (path.startsWith('/whip')) {
        await this.#serveWhip(request, response, path.split('/')[2]);
      } else {
        await servePage(path, response);
      }
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }

  async #serveWhip(
    request: IncomingMessage,
    response: ServerResponse,
    id: string | undefined,
  ): Promise<void> {
    const body = await textOf(request);
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end();
    } else if (id === undefined) {
      await this.#open(body, response);
    } else {
      await this.#serveSession(request, response, id, body);
    }
  }

  async #open(offer: string, response: ServerResponse): Promise<void> {
    if (this.refusal !== null) {
      const { status, headers = {}, body = '' } = this.refusal;
      response.writeHead(status, headers).end(body);
      return;
    }
    if (this.silent) {
      return;
    }
    this.#opened += 1;
    const id = `call-${this.#opened}`;
    this.#sessions.add(id);
    const answer = await this.#peer.answer(id, offer);
    response
      .writeHead(201, {
        'Content-Type': 'application/sdp',
        Location: `whip/${id}`,
        ETag: ETAG,
      })
      .end(answer);
  }

  async #serveSession(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    body: string,
  ): Promise<void> {
    if (!this.#sessions.has(id)) {
      response.writeHead(404).end();
    } else if (request.method === 'DELETE') {
      this.#sessions.delete(id);
      response.writeHead(200).end();
      await this.#peer.end(id);
    } else if (request.headers['if-match'] === ETAG) {
      await this.#trickle(response, id, body);
    } else {
      response.writeHead(412).end();
    }
  }

  async #trickle(response: ServerResponse, id: string, body: string): Promise<void> {
    const lines = readFragment(body)?.candidateLines ?? [];
    const candidates = lines.map((line) => line.slice('a='.length));
    await this.#peer.addCandidates(id, candidates);
    response.writeHead(204).end();
  }
}

function serveConfig(response: ServerResponse): void {
  const agents = [
    { name: 'parrot', summary: 'sends back what it hears' },
    { name: 'pcm-parrot', summary: 'the same through Python' },
  ];
  response
    .writeHead(200, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ agent: 'parrot', agents, transport: 'webrtc' }));
}

async function servePage(path: string, response: ServerResponse): Promise<void> {
  const file = path === '/' ? 'index.html' : normalize(path).slice(1);
  try {
    const content = await readFile(join(PAGE, file));
    response
      .writeHead(200, {
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': POLICY,
      })
      .end(content);
  } catch {
    response.writeHead(404).end();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}
