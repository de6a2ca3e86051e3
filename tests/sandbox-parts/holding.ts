import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** The account used where a test runs as root and wants an ordinary one. */
export const ORDINARY = { uid: 65534, gid: 65534 };
export const isRoot = process.getuid?.() === 0;

/** A temporary folder other accounts may enter, with a space in its name; give it back with `remove`. */
export function roomyFolder(owner?: { uid: number; gid: number }): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "pamphleteer test "));
  chmodSync(folder, 0o755);
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export type Held = { port: number; pid: number; dataDir: string; said: string[]; trouble?: string };

/** Starts the holder and waits for its line. */
export async function hold(
  dataDir: string,
  as?: { uid: number; gid: number },
  checkout = process.cwd(),
): Promise<{ child: ChildProcess; held: Held; exit: Promise<number | null> }> {
  const child = spawn(process.execPath, [join(checkout, "tests/sandbox-parts/postgres-holder.ts"), dataDir], {
    ...as,
    cwd: checkout,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  const line = await new Promise<string>((done, fail) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (text.includes("\n")) done(text);
    });
    child.once("close", () => fail(new Error(`the holder ended without a line: ${text}`)));
  });
  return { child, held: JSON.parse(line), exit };
}

/** Asks the database one question. */
export async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
