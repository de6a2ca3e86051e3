import type { Ground } from "../stage/ground.ts";
import { type Books, difference, findUnsound, findWrongLetters, readBooks } from "./books.ts";
import { type CrashSite, openCrashSite } from "./crash-site.ts";
import { LETTER } from "./hear-smtp.ts";
import type { Journey } from "./journeys.ts";
import { settle } from "./run-journey.ts";
import { nameOf, type Point } from "./watch.ts";

/** How a crash at one point ended. `sound`: as if it had not happened; `missed`: the run did not come past the point. */
export type Outcome = {
  journey: string;
  point: string;
  result: "sound" | "missed" | "unsound";
  why: string;
  awayMs: number;
};

/** What a journey crosses, and what it leaves when nothing happens to it. */
export type Crossing = { journey: Journey; points: Point[]; leaves: Books };

/**
 * Goes the journey unharmed, twice, and writes down the boundaries it crosses each time: what the clock brings about in
 * one run alone is none of it. Throws where it leaves other rows than it should.
 */
export async function cross(site: CrashSite, journey: Journey): Promise<Crossing> {
  const first = await dryRun(site, journey);
  await startAnew(site);
  const second = await dryRun(site, journey);
  const before = new Set(first.points.map(nameOf));
  return { ...second, points: worthCrashing(second.points.filter((point) => before.has(nameOf(point)))) };
}

/** Some boundaries are crossed by a process that has just started, such as a greeting to the mail server. */
async function startAnew(site: CrashSite): Promise<void> {
  await Promise.all([site.server.kill(), site.worker.kill()]);
  await site.up();
  await site.rest();
}

async function dryRun(site: CrashSite, journey: Journey): Promise<Crossing> {
  const person = await journey.arrive(site);
  const before = await readBooks(site.stage);
  site.watch.record();
  await journey.go(site, person);
  const points = site.watch.end();
  const leaves = difference(before, await readBooks(site.stage));
  for (const [name, count] of Object.entries(journey.leaves))
    if ((leaves[name] ?? 0) !== count)
      throw new Error(`${journey.name} leaves ${leaves[name] ?? 0} ${name}, not ${count}`);
  const faults = [...(await findUnsound(site.stage)), ...(await findWrongLetters(site.stage))];
  if (faults.length > 0) throw new Error(`${journey.name} is unsound unharmed: ${faults.join("; ")}`);
  return { journey, points, leaves };
}

/**
 * Leaves out what is another point by another name. Asking Stripe changes nothing there, so the sides of a GET are one.
 * Right after hearing of a commit a process does the next thing, which has its own `before`; and a step of SMTP other
 * than the letter itself leaves nothing behind.
 */
function worthCrashing(points: readonly Point[]): Point[] {
  return points.filter(({ what, side }) => {
    if (what.startsWith("GET ")) return side === "done";
    if (/^[A-Z]+$/.test(what)) return side === "before";
    if (what === LETTER) return side !== "before";
    return side !== "after" || /POST|news/.test(what);
  });
}

/** Goes the journey with a kill at that point, presses once more at the end, reconciles, and compares. */
export async function crashAt(site: CrashSite, { journey, leaves }: Crossing, point: Point): Promise<Outcome> {
  const outcome = { journey: journey.name, point: nameOf(point), awayMs: 0 };
  const faults: string[] = [];
  const person = await journey.arrive(site);
  const before = await readBooks(site.stage);
  const deaths = site.server.deaths + site.worker.deaths;
  site.watch.arm(point);
  try {
    await journey.go(site, person);
    await person.press();
    await settle(site);
    site.watch.end();
    await reconcile(site);
    await settle(site);
  } catch (fault) {
    faults.push(fault instanceof Error ? fault.message : String(fault));
  }
  site.watch.end();
  if (site.server.deaths + site.worker.deaths > deaths) faults.push("a process ended by itself");
  const left = difference(before, await readBooks(site.stage));
  for (const name of new Set([...Object.keys(left), ...Object.keys(leaves)]))
    if (left[name] !== leaves[name]) faults.push(`${left[name] ?? 0} ${name} where ${leaves[name] ?? 0} belong`);
  faults.push(...(await findUnsound(site.stage)), ...(await findWrongLetters(site.stage)));
  const result = faults.length > 0 ? "unsound" : site.watch.hasStruck() ? "sound" : "missed";
  return { ...outcome, awayMs: Math.round(site.awayMs()), result, why: faults.join("; ") };
}

const MOST_AGAIN = 2;
/** One run of the command that asks Stripe for everything. */
async function reconcile({ command }: CrashSite): Promise<void> {
  const { code, said } = await command.run("reconcile", "--json");
  if (code !== 0) throw new Error(`reconcile ended with ${code}: ${said.slice(-300)}`);
}

/** Crashes a journey at each of the points chosen, on a site of its own, which is made anew after a point that failed. */
export async function crashJourney(
  ground: Ground,
  journey: Journey,
  choose: (points: Point[]) => Point[],
  tell: (outcome: Outcome) => void,
): Promise<{ points: number; outcomes: Outcome[] }> {
  let site = await openCrashSite(ground);
  const outcomes: Outcome[] = [];
  try {
    const crossing = await cross(site, journey);
    for (const point of choose(crossing.points)) {
      let outcome = await crashAt(site, crossing, point);
      for (let again = 0; outcome.result === "missed" && again < MOST_AGAIN; again++) {
        await startAnew(site);
        outcome = await crashAt(site, crossing, point);
      }
      outcomes.push(outcome);
      tell(outcome);
      if (outcome.result !== "unsound") continue;
      await site.close();
      site = await openCrashSite(ground);
    }
    return { points: crossing.points.length, outcomes };
  } finally {
    await site.close();
  }
}
