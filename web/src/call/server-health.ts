/** Asks a server that has ended a call whether it is still there for others. */

/** Relative, as everything on the page is. */
const READY_PATH = 'health/ready';
/** A server that is about to stop does not answer: no use in waiting long. */
const TIMEOUT_MS = 3_000;

export async function serverTakesCalls(ask: typeof fetch = fetch): Promise<boolean> {
  try {
    const response = await ask(new URL(READY_PATH, document.baseURI).href, {
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}
