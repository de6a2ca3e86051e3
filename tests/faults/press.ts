import { setTimeout as wait } from "node:timers/promises";

const PATIENCE_MS = 60_000;

/** Refused, cut off, shutting down, starting up, or nobody there. */
const CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|57P0[123]|08...)$/;
const WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** True where the database was out of reach, so that the same press again may be answered. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return CODES.test(code) || WORDS.test(error.message);
}

/**
 * Presses a button, and presses it again through outages of the database, as somebody with a browser would: nobody can
 * know whether the press before was heard. Any other fault is thrown. `again` hears of each further press.
 */
export async function press<T>(act: () => Promise<T>, again: () => void = () => {}): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isOutage(error) || Date.now() > end) throw error;
      again();
      await wait(100);
    }
  }
}
