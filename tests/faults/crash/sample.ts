import type { Chances } from "../dice.ts";
import type { Ground } from "../stage/ground.ts";
import { JOURNEYS } from "./all-journeys.ts";
import { crashJourney, type Outcome } from "./crash-points.ts";

/** A few points of a few journeys, by the dice: what each commit can afford. */
export async function crashSome(
  ground: Ground,
  chances: Chances,
  journeys: number,
  pointsEach: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const journey of chances.shuffled(JOURNEYS).slice(0, journeys)) {
    const choose = <P>(points: P[]) => chances.shuffled(points).slice(0, pointsEach);
    outcomes.push(...(await crashJourney(ground, journey, choose, () => {})).outcomes);
  }
  return outcomes;
}
