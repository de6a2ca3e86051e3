/** One request to the API, as it arrived. */
export type RecordedRequest = {
  id: string;
  /** Real time. */
  at: string;
  method: string;
  path: string;
  params: Record<string, unknown>;
  idempotencyKey: string | null;
  /** HTTP status answered; null when the connection was broken on purpose. */
  status: number | null;
};

const logLength = 10_000;

/** The latest requests, for tests that look for data which should never have been sent. */
export class RequestLog {
  #rows: RecordedRequest[] = [];

  add(row: RecordedRequest): void {
    if (this.#rows.length >= logLength) this.#rows = this.#rows.slice(logLength / 10);
    this.#rows.push(row);
  }

  all(): RecordedRequest[] {
    return [...this.#rows];
  }

  clear(): void {
    this.#rows = [];
  }
}
