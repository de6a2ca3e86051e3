import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { type Figure, line, load } from "./figures.ts";

// `npm run bench [-- NAME ... --quick]`: every figure, or those of the files that are named, one part after another, each in a process of its own, and a table of all of
// them at the end. Exits with 1 where a part could not be measured. Where a figure does not hold, the table says so: what
// else the machine was busy with stands beside it.

/** Each is a file of this folder; one that is not there is passed over. */
const PARTS: { file: string; args?: (quick: boolean) => string[] }[] = [
  { file: "cached-page.ts" },
  { file: "uncached.ts" },
  { file: "money.ts" },
  { file: "shop.ts" },
  { file: "start.ts" },
  { file: "lab.ts" },
  { file: "growth.ts" },
  { file: "headers.ts" },
  { file: "search.ts", args: (quick) => [quick ? "40" : "2000"] },
  { file: "publish-corrected.ts" },
];

const quick = process.argv.includes("--quick");
const named = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const done: { file: string; load: string; figures: Figure[]; fault: string | undefined; seconds: number }[] = [];
let running: ReturnType<typeof fork> | undefined;
// the part's own database and servers end with it
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => running?.kill(signal));

for (const { file, args } of PARTS) {
  const path = join(import.meta.dirname, file);
  if (!existsSync(path) || (named.length > 0 && !named.includes(file.replace(/\.ts$/, "")))) continue;
  const before = load();
  console.log(`\n=== ${file}, on a machine of load ${before}`);
  const began = performance.now();
  const figures: Figure[] = [];
  running = fork(path, [...(args?.(quick) ?? []), ...(quick ? ["--quick"] : [])], { execArgv: [] });
  running.on("message", (figure: Figure) => void figures.push(figure));
  const [code, signal] = await new Promise<[number | null, string | null]>((ended) =>
    running?.once("close", (...how) => ended(how)),
  );
  // what only has a table of its own ends with 1 where its aim is missed, and says so there
  const fault = code === 0 || (code === 1 && figures.length > 0) ? undefined : `it ended with ${signal ?? code}`;
  done.push({ file, load: before, figures, fault, seconds: (performance.now() - began) / 1000 });
  if (signal === "SIGINT" || signal === "SIGTERM") break;
}

console.log(`\n=== all figures, of ${cpus().length} cores${quick ? "; --quick: none of them is to be believed" : ""}`);
for (const { file, load, figures, fault, seconds } of done) {
  console.log(`\n${file}: ${Math.round(seconds)} s, begun at load ${load}${fault ? `. NOT MEASURED: ${fault}` : ""}`);
  for (const figure of figures) console.log(`  ${line(figure)}`);
  if (figures.length === 0 && !fault) console.log("  its table stands above");
}
const all = done.flatMap(({ figures }) => figures).filter(({ holds }) => holds !== undefined);
const missed = all.filter(({ holds }) => !holds);
console.log(`\n${all.length - missed.length} of ${all.length} figures hold`);
for (const { figure } of missed) console.log(`does not hold: ${figure}`);
if (done.some(({ fault }) => fault)) process.exitCode = 1;
