import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Message } from "./message.ts";

/** The mail we hold, oldest first: the newest two thousand, and no more than 64 MB of them. */
export type MailStore = { all(): readonly Message[]; add(message: Message): void; clear(): void };

const MOST_MESSAGES = 2_000;
const MOST_CHARACTERS = 64_000_000;

/**
 * Holds mail in memory and, where a file is given, in a journal with a message a line, written before `add` returns.
 * A line cut short by a crash is left out at the next start: its sender was never told that it had arrived.
 */
export function openMailStore(file?: string): MailStore {
  const kept: Message[] = file === undefined ? [] : readJournal(file);
  let weight = kept.reduce((sum, message) => sum + message.raw.length, 0);
  let lines = 0;
  const trim = () => {
    while (kept.length > MOST_MESSAGES || (weight > MOST_CHARACTERS && kept.length > 1)) {
      weight -= kept.shift()?.raw.length ?? 0;
    }
  };
  const rewrite = () => {
    lines = kept.length;
    if (file === undefined) return;
    writeFileSync(`${file}.new`, kept.map(line).join(""), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  trim();
  rewrite();
  return {
    all: () => kept,
    add(message) {
      if (file !== undefined) appendFileSync(file, line(message));
      kept.push(message);
      weight += message.raw.length;
      lines += 1;
      trim();
      if (lines > 2 * MOST_MESSAGES || lines > 2 * kept.length + 100) rewrite();
    },
    clear() {
      kept.length = 0;
      weight = 0;
      rewrite();
    },
  };
}

function line(message: Message): string {
  return `${JSON.stringify(message)}\n`;
}

function readJournal(file: string): Message[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").flatMap(readLine);
}

function readLine(text: string): Message[] {
  try {
    const found: Message = JSON.parse(text);
    return typeof found.id === "string" && typeof found.raw === "string" ? [found] : [];
  } catch {
    return [];
  }
}
