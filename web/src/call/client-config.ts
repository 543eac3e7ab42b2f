/** What the server tells the page before a call: whom one can talk to. */

/** Relative, as everything on the page is. */
const CONFIG_PATH = 'v1/agents';
const TIMEOUT_MS = 5_000;

export interface AgentOffer {
  readonly name: string;
  readonly summary: string;
}

export interface ClientConfig {
  readonly defaultAgent: string;
  readonly agents: readonly AgentOffer[];
}

/** Of a server that tells nothing: a call can be made all the same. */
export const PLAIN_CONFIG: ClientConfig = { defaultAgent: '', agents: [] };

/** Never rejects: what is missing here is missed by nobody who wants to call. */
export async function fetchClientConfig(ask: typeof fetch = fetch): Promise<ClientConfig> {
  try {
    const response = await ask(new URL(CONFIG_PATH, document.baseURI).href, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok ? readClientConfig(await response.json()) : PLAIN_CONFIG;
  } catch {
    return PLAIN_CONFIG;
  }
}

/** Takes what it understands, and passes over the rest. */
export function readClientConfig(document: unknown): ClientConfig {
  const agents = fieldOf(document, 'agents');
  return {
    defaultAgent: textOf(document, 'default'),
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
