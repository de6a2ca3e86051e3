import { readdirSync, readFileSync } from "node:fs";
import { until } from "#sandbox/postgres/processes.ts";
import { atMost, exactly, type Figure, told } from "../figures.ts";
import type { Stage } from "../stage/stage.ts";
import { sendBodies } from "./bodies.ts";
import { hangUp } from "./hang-ups.ts";
import type { Means } from "./means.ts";
import { sendShapes } from "./shapes.ts";
import { takeForEver } from "./slow.ts";

export type SocketOptions = { bodies: number; hangUps: number; slow: number; whole: boolean };

/** Beyond what it held before, in MB: Node gives memory back when it likes, but most of what was sent is gone by then. */
const mostMoreMb = (sent: number) => 150 + (sent * 30) / 4;
const SETTLE_MS = 20_000;

/** Connections as no browser makes them. Gives the figures, and in words what went wrong. */
export async function rudeSockets(
  stage: Stage,
  means: Means,
  options: SocketOptions,
): Promise<{ figures: Figure[]; wrong: string[] }> {
  const before = look(stage);
  const poured = () => sendBodies(means, options.bodies);
  const acts = [
    ["shapes that are hardly HTTP", () => sendShapes(means)],
    ["bodies of 30 MB", poured],
    ["visitors who leave", () => hangUp(means, options.hangUps)],
    ["connections that take for ever", () => takeForEver(means, options.slow, options.whole)],
  ] as const;
  const figures: Figure[] = [];
  const wrong: string[] = [];
  let bodies = 0;
  for (const [name, act] of acts) {
    const done = await act();
    figures.push(told(name, done.sent), exactly("  answered or ended wrongly", done.wrong.length, 0));
    if (act === poured) bodies = done.sent;
    wrong.push(...done.wrong);
  }
  if (before) {
    await until(() => (look(stage)?.sockets ?? 0) <= before.sockets, SETTLE_MS);
    const after = look(stage) ?? before;
    figures.push(
      atMost("sockets more than before", Math.max(0, after.sockets - before.sockets), 0),
      atMost("MB more than before", Math.max(0, after.mb - before.mb), mostMoreMb(bodies)),
      told("  MB at its most", after.mostMb),
    );
  }
  return { figures, wrong };
}

/** What the server's process holds, where the machine tells. */
function look({ server: { pid } }: Stage): { sockets: number; mb: number; mostMb: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
    return { sockets: readdirSync(`/proc/${pid}/fd`).length, mb: mb("VmRSS"), mostMb: mb("VmHWM") };
  } catch {
    return undefined;
  }
}
