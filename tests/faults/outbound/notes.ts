import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Something a process reached for outside itself, as note-outbound.ts has written it. */
export type Note = {
  /** The script that ran, by its path in the checkout. */
  by: string;
  how: "connects" | "sends" | "looks up";
  /** `host:port`, the path of a socket, or the name that was looked up. */
  to: string;
};

/** What a process is told so that it, and whatever Node it starts, writes its notes into this file. */
export function noting(file: string): { NODE_OPTIONS: string; OUTBOUND_NOTES: string } {
  const script = join(import.meta.dirname, "note-outbound.ts").replaceAll("\\", "\\\\");
  const others = process.env.NODE_OPTIONS ?? "";
  return { NODE_OPTIONS: `${others} --require="${script}"`.trim(), OUTBOUND_NOTES: file };
}

/** What was noted, each once, in the order in which it happened first. */
export function readNotes(file: string): Note[] {
  const lines = new Set(readFileSync(file, "utf8").split("\n").filter(Boolean));
  return [...lines].map((line): Note => JSON.parse(line));
}
