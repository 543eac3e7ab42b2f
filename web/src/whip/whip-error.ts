/** What can go wrong between a WHIP client and its server, as reasons a caller can branch on. */

export type WhipErrorReason =
  /** No answer at all: server down, name unknown, network gone, or too slow. */
  | 'unreachable'
  /** 401 or 403: no token, or not the right one. */
  | 'unauthorized'
  /** 429 or 503: come back later, see `retryAfterSeconds`. */
  | 'busy'
  /** 404 or 410 for a session: the server has ended it. */
  | 'gone'
  /** 410 for an offer: the place in a call that it asked for was given up. */
  | 'expired'
  /** 412 or 428: our entity tag belongs to an earlier ICE generation. */
  | 'outdated'
  /** 405, 415, 422 or 501 for a PATCH: this server does not do that. */
  | 'unsupported'
  /** Any other refusal; `detail` has the server's words when it gave some. */
  | 'rejected'
  /** An answer no WHIP server would give. */
  | 'protocol';

export interface WhipErrorFields {
  readonly reason: WhipErrorReason;
  readonly status?: number;
  readonly detail?: string;
  readonly retryAfterSeconds?: number | null;
  readonly overflow?: string | null;
  readonly cause?: unknown;
}

export class WhipError extends Error {
  override readonly name = 'WhipError';
  readonly reason: WhipErrorReason;
  readonly status: number | null;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
  /** The address of a server that has room, where a full one names it. */
  readonly overflow: string | null;

  constructor(message: string, fields: WhipErrorFields) {
    super(message, { cause: fields.cause });
    this.reason = fields.reason;
    this.status = fields.status ?? null;
    this.detail = fields.detail ?? '';
    this.retryAfterSeconds = fields.retryAfterSeconds ?? null;
    this.overflow = fields.overflow ?? null;
  }
}

/** Which request was answered: the same status means different things to an endpoint and a session. */
export type WhipRequest = 'open' | 'patch' | 'delete';

/** Reads the body, where servers explain themselves (RFC 9457). */
export async function errorFromResponse(
  request: WhipRequest,
  response: Response,
): Promise<WhipError> {
  const { status } = response;
  const problem = await readProblem(response);
  return new WhipError(`WHIP ${request} was answered with ${status}`, {
    reason: reasonOf(request, status),
    status,
    detail: textField(problem, 'detail') ?? textField(problem, 'title') ?? '',
    overflow: textField(problem, 'overflow'),
    retryAfterSeconds: parseRetryAfter(response.headers.get('Retry-After'), Date.now()),
  });
}

const REASON_OF_STATUS: ReadonlyMap<number, WhipErrorReason> = new Map([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [410, 'expired'],
  [429, 'busy'],
  [503, 'busy'],
  // What a proxy says when nobody listens behind it.
  [502, 'unreachable'],
  [504, 'unreachable'],
]);

const REASON_OF_SESSION_STATUS: ReadonlyMap<number, WhipErrorReason> = new Map([
  [404, 'gone'],
  [410, 'gone'],
  [412, 'outdated'],
  [428, 'outdated'],
  [405, 'unsupported'],
  [415, 'unsupported'],
  [422, 'unsupported'],
  [501, 'unsupported'],
]);

function reasonOf(request: WhipRequest, status: number): WhipErrorReason {
  const ofSession = request === 'open' ? undefined : REASON_OF_SESSION_STATUS.get(status);
  const fallback = status < 300 ? 'protocol' : 'rejected';
  return ofSession ?? REASON_OF_STATUS.get(status) ?? fallback;
}

async function readProblem(response: Response): Promise<unknown> {
  if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    return null;
  }
  try {
    return await response.json();
  } catch {
    // A broken explanation must not hide the refusal it came with.
    return null;
  }
}

function textField(value: unknown, name: string): string | null {
  const field: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
  return typeof field === 'string' && field !== '' ? field : null;
}

/** Seconds from a `Retry-After` of either form: a number, or an HTTP date (RFC 9110 §10.2.3). */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) {
    return null;
  }
  if (/^\s*\d+\s*$/.test(header)) {
    return Number(header);
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
