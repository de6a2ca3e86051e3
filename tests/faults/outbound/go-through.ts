import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { judge } from "./allowed.ts";
import { JOURNEYS } from "./journeys.ts";
import { openNewHouse } from "./new-house.ts";
import { readNotes } from "./notes.ts";

// A process of its own, because it may be put where there is no network: opens a new house, goes through all journeys
// and writes what it saw into the file it is given. `node go-through.ts REPORT NOTES`.

export type Report = {
  /** What the demo said of its start, with the build. */
  said: string;
  journeys: number;
  /** Pairs of the written list that were seen, and what is not on it. */
  seen: string[];
  undeclared: string[];
  /** The machine's own as this process sees them: "lo" alone where there is no network. */
  interfaces: string[];
  /** Packets and connections for which the kernel knew no way out, by any program; and after one was sent on purpose. */
  noWayOut: number | undefined;
  noWayOutAfterOne: number | undefined;
};

const [reportFile = "", notesFile = ""] = process.argv.slice(2);
const house = await openNewHouse(notesFile);
try {
  let journeys = 0;
  for (const [name, go] of Object.entries(JOURNEYS)) {
    const began = performance.now();
    await go(house);
    console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    journeys += 1;
  }
  const noWayOut = countNoWayOut();
  // an address kept for examples, in a process that has nothing loaded
  const out =
    "require('node:net').connect(9, '192.0.2.1').on('error', () => {}); setTimeout(() => process.exit(), 200)";
  if (noWayOut !== undefined) spawnSync(process.execPath, ["-e", out]);
  const report: Report = {
    said: house.said,
    journeys,
    ...judge(readNotes(notesFile), house.settings),
    interfaces: Object.keys(networkInterfaces()),
    noWayOut,
    noWayOutAfterOne: countNoWayOut(),
  };
  writeFileSync(reportFile, JSON.stringify(report));
} finally {
  await house.close();
}

/** Linux counts for each network namespace what it could not send anywhere. A fresh one begins at 0. */
function countNoWayOut(): number | undefined {
  const four = "/proc/self/net/snmp";
  if (!existsSync(four)) return undefined;
  const [names = "", values = ""] = readFileSync(four, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("Ip:"));
  const at = names.split(" ").indexOf("OutNoRoutes");
  const six = existsSync("/proc/self/net/snmp6") ? readFileSync("/proc/self/net/snmp6", "utf8") : "";
  return Number(values.split(" ")[at]) + Number(/^Ip6OutNoRoutes\s+(\d+)/m.exec(six)?.[1] ?? 0);
}
