/** What happened on this page, for bug reports. It holds no tokens, no addresses and no sound. */

/** Enough for hours of ordinary calls; a page that is left open for weeks forgets its oldest days. */
const CAPACITY = 500;

export type LogDetail = Readonly<Record<string, string | number | boolean | null>>;

export interface LogEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly event: string;
  readonly detail: LogDetail;
}

export class EventLog {
  readonly #entries: LogEntry[] = [];
  readonly #capacity: number;
  #forgotten = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  note(event: string, detail: LogDetail = {}): void {
    this.#entries.push({ at: new Date().toISOString(), event, detail });
    if (this.#entries.length > this.#capacity) {
      this.#entries.shift();
      this.#forgotten += 1;
    }
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** A document that a person can read and a machine can parse. */
  toText(about: LogDetail): string {
    const document = { ...about, forgotten: this.#forgotten, events: this.#entries };
    return `${JSON.stringify(document, null, 2)}\n`;
  }
}
