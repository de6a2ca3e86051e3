import { exactly, type Figures, told } from "../figures.ts";
import { openGround } from "../stage/ground.ts";
import { crashJourney, type Outcome } from "./crash-points.ts";
import type { Journey } from "./journeys.ts";

/** Crashes a journey at every point it crosses, and prints a line for each. */
export async function crashEverywhere(journey: Journey): Promise<Figures> {
  const ground = await openGround();
  try {
    const { points, outcomes } = await crashJourney(ground, journey, (all) => all, printOutcome);
    const count = (result: Outcome["result"]) => outcomes.filter((outcome) => outcome.result === result).length;
    const away = outcomes.map(({ awayMs }) => awayMs).sort((a, b) => a - b);
    return {
      part: `crash: ${journey.name}`,
      figures: [
        exactly("points crashed", outcomes.length - count("missed"), points),
        exactly("ended sound", count("sound"), points),
        told("killed until at work again, ms, median", away[Math.floor(away.length / 2)] ?? 0),
      ],
    };
  } finally {
    await ground.close();
  }
}

function printOutcome({ point, result, why, awayMs }: Outcome): void {
  console.log(`  ${result.padEnd(7)}  ${point}${awayMs > 0 ? `  (${awayMs} ms)` : ""}${why ? `  ${why}` : ""}`);
}
