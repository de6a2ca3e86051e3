import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const blockBytes = 4 * 1024 * 1024;

/** One committed step: rows written and rows removed, each as [table, row] or [table, id]. */
export type JournalLine = { w?: [string, { id: string }][]; x?: [string, string][] };

/**
 * An append-only file of JSON lines, one for each commit. A line is written whole before the answer leaves, so a killed
 * process loses nothing it has told anyone; a torn last line is a commit nobody heard of, and is dropped.
 */
export class Journal {
  readonly #file: string;
  #handle: number | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Every commit so far, oldest first. */
  *read(): Generator<JournalLine> {
    if (!existsSync(this.#file)) return;
    const handle = openSync(this.#file, "r");
    try {
      let rest = Buffer.alloc(0);
      const block = Buffer.alloc(blockBytes);
      for (let read = readSync(handle, block); read > 0; read = readSync(handle, block)) {
        const bytes = Buffer.concat([rest, block.subarray(0, read)]);
        let start = 0;
        for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
          if (end > start) yield JSON.parse(bytes.toString("utf8", start, end)) as JournalLine;
          start = end + 1;
        }
        rest = Buffer.from(bytes.subarray(start));
      }
    } finally {
      closeSync(handle);
    }
  }

  /** Replaces the file by the given lines, by rename, and stays open for more. */
  rewrite(lines: Iterable<JournalLine>): void {
    this.close();
    mkdirSync(dirname(this.#file), { recursive: true });
    const next = `${this.#file}.next`;
    const handle = openSync(next, "w", 0o600);
    for (const line of lines) writeSync(handle, `${JSON.stringify(line)}\n`);
    closeSync(handle);
    renameSync(next, this.#file);
    this.#handle = openSync(this.#file, "a", 0o600);
  }

  append(line: JournalLine): void {
    if (this.#handle === undefined) throw new Error("The journal is closed");
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#handle, bytes, written);
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}
