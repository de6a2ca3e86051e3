import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Report } from "./go-through.ts";

const END_WITH_PARENT = pathToFileURL(join(import.meta.dirname, "../../../sandbox/demo/end-with-parent.ts")).href;
// Root may take the network away from a process; so may others where the kernel gives them a namespace of their own.
const UNSHARE = process.getuid?.() === 0 ? ["-n"] : ["--map-current-user", "--keep-caps", "-n"];
const ALONE = ["unshare", ...UNSHARE, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];

/** Why no process can be put where there is nothing but loopback; undefined where one can. */
export function whyNotAlone(): string | undefined {
  if (process.platform !== "linux") return "only Linux has network namespaces";
  const [command = "", ...words] = [...ALONE, "true"];
  const tried = spawnSync(command, words, { encoding: "utf8" });
  if (tried.error) return `unshare (util-linux) is not there: ${tried.error.message}`;
  if (tried.status === 0) return undefined;
  return `it takes a namespace of one's own, and ip (iproute2) to raise loopback in it: ${tried.stderr.trim()}`;
}

/**
 * Goes through all journeys in a new house, without a network where that can be.
 * @throws with what was said, where it did not come to its end
 */
export async function goThrough(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "pamphleteer-outbound-"));
  const [report, notes] = [join(folder, "report.json"), join(folder, "notes.jsonl")];
  const script = ["--import", END_WITH_PARENT, join(import.meta.dirname, "go-through.ts"), report, notes];
  const [command = "", ...words] = [...(whyNotAlone() === undefined ? ALONE : []), process.execPath, ...script];
  try {
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    const code = await new Promise((done) => child.once("close", done));
    if (code !== 0) throw new Error(`the journeys ended with ${code}:\n${said}`);
    return JSON.parse(readFileSync(report, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
