/** What the server tells the page before a call: whom one can talk to, and by which transport. */

import type { Transport } from './line-keeper';

/** Relative, as everything on the page is. */
const CONFIG_PATH = 'v1/client-config';
const TIMEOUT_MS = 5_000;
/** By it the server tells callers apart in an A/B test, and puts them on the same side at each visit. */
const CLIENT_KEY = 'jackfield.client';

export interface AgentOffer {
  readonly name: string;
  readonly summary: string;
}

export interface ClientConfig {
  /** Passed on with each call; empty when the server gave none. */
  readonly client: string;
  readonly transport: Transport;
  readonly defaultAgent: string;
  readonly agents: readonly AgentOffer[];
}

/** Of a server that tells nothing: a call can be made all the same. */
export const PLAIN_CONFIG: ClientConfig = {
  client: '',
  transport: 'webrtc',
  defaultAgent: '',
  agents: [],
};

/** Never rejects: what is missing here is missed by nobody who wants to call. */
export async function fetchClientConfig(ask: typeof fetch = fetch): Promise<ClientConfig> {
  try {
    const address = new URL(CONFIG_PATH, document.baseURI);
    const known = localStorage.getItem(CLIENT_KEY);
    if (known !== null) {
      address.searchParams.set('client', known);
    }
    const response = await ask(address.href, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) {
      return PLAIN_CONFIG;
    }
    const config = readClientConfig(await response.json());
    if (config.client !== '') {
      localStorage.setItem(CLIENT_KEY, config.client);
    }
    return config;
  } catch {
    return PLAIN_CONFIG;
  }
}

/** Takes what it understands, and passes over the rest. */
export function readClientConfig(document: unknown): ClientConfig {
  const agents = fieldOf(document, 'agents');
  return {
    client: textOf(document, 'client'),
    transport: textOf(document, 'transport') === 'websocket' ? 'websocket' : 'webrtc',
    defaultAgent: textOf(document, 'agent'),
    agents: Array.isArray(agents)
      ? agents.map(readAgent).filter(({ name }: AgentOffer) => name !== '')
      : [],
  };
}

function readAgent(entry: unknown): AgentOffer {
  return { name: textOf(entry, 'name'), summary: textOf(entry, 'summary') };
}

function textOf(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : '';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
