import { spawn, spawnSync } from "node:child_process";
import autocannon from "autocannon";

export type Load = { url: string; connections: number; seconds: number; headers?: Record<string, string> };
export type Measured = { perSecond: number; p99Ms: number; failed: number };

/** The lightest load there is: Debian's wrk where it is installed, else autocannon, which needs a core to itself. */
export const LOADER = spawnSync("wrk", ["-v"]).error ? "autocannon" : "wrk";

/** Asks for one address over and over, on so many connections, for so many seconds. */
export async function loadOn(load: Load): Promise<Measured> {
  return LOADER === "wrk" ? withWrk(load) : withAutocannon(load);
}

async function withAutocannon({ url, connections, seconds, headers = {} }: Load): Promise<Measured> {
  const result = await autocannon({ url, connections, duration: seconds, headers });
  return {
    perSecond: result.requests.total / result.duration,
    p99Ms: result.latency.p99,
    failed: result.errors + result.non2xx,
  };
}

const UNITS: Record<string, number> = { us: 0.001, ms: 1, s: 1000 };

async function withWrk({ url, connections, seconds, headers = {} }: Load): Promise<Measured> {
  const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const args = ["-t1", `-c${connections}`, `-d${Math.ceil(seconds)}s`, "--latency", "--timeout", "30s", ...named, url];
  const said = await new Promise<string>((done, fail) => {
    const child = spawn("wrk", args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once("error", fail);
    child.once("close", () => done(text));
  });
  const number = (pattern: RegExp) => Number.parseFloat(pattern.exec(said)?.[1] ?? "0");
  if (number(/Requests\/sec:\s+([\d.]+)/) === 0) throw new Error(`wrk measured nothing: ${said}`);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(said);
  return {
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p99Ms: Number.parseFloat(p99?.[1] ?? "NaN") * (UNITS[p99?.[2] ?? "ms"] ?? 1),
    failed: number(/Non-2xx or 3xx responses: (\d+)/) + number(/timeout (\d+)/),
  };
}
