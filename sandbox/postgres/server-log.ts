import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { unwritable } from "./trouble.ts";

/** The server's own log, kept small for as long as the server runs. */
export type ServerLog = { fd: number; tail(): string; close(): void };

const LIMIT_BYTES = 2_000_000;
const LOOK_EVERY_MS = 20_000;

/** Opens the log for appending. Past two megabytes it starts again from nothing: it is there to look at the last hour. */
export function openServerLog(file: string): ServerLog {
  let fd: number;
  try {
    fd = openSync(file, "a", 0o600);
  } catch (error) {
    throw unwritable(file, error);
  }
  // The server appends, so its next line lands at the new end after a cut.
  const cut = () => {
    if (fstatSync(fd).size > LIMIT_BYTES) ftruncateSync(fd);
  };
  cut();
  const from = fstatSync(fd).size;
  const timer = setInterval(cut, LOOK_EVERY_MS).unref();
  return {
    fd,
    /** What this run has written. */
    tail: () => readFileSync(file).subarray(from).toString("utf8"),
    close: () => {
      clearInterval(timer);
      closeSync(fd);
    },
  };
}
