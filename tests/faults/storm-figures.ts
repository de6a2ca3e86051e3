import { atLeast, atMost, exactly, type Figure, type Figures, told } from "./figures.ts";
import { reckoningFigures } from "./reckoning.ts";
import type { StormResult } from "./storm.ts";

/** The share of news that has to come more than once. */
const DUPLICATES = 0.3;

/** The figures of one storm, against the targets of reliability.md P1; `least` is how many deliveries it has to be. */
export function stormFigures(result: StormResult, least: number): Figures {
  const { options, deliveries, kills, seconds } = result;
  const again = deliveries.duplicates + result.secondIds;
  const first = deliveries.accepted - again;
  const figures: Figure[] = [
    atLeast("deliveries taken", deliveries.accepted, least),
    atLeast("of a hundred, told again", Math.round((100 * again) / Math.max(1, first)), 100 * DUPLICATES),
    told("under a second event id", result.secondIds),
    atLeast("dropped", deliveries.dropped, 1),
    told("failed: nobody there, cut off, 503", deliveries.failed),
    exactly("answered with anything but 200 and 503", deliveries.odd, 0),
    atLeast("kills", kills.server + kills.worker, options.kills),
    told("of the server / of the worker", `${kills.server} / ${kills.worker}`),
    atLeast("immediate restarts of the database", result.restarts, options.restarts),
    exactly("deaths of a part by itself", result.deaths, 0),
    told("presses again through outages", result.book.pressesAgain),
    told("letters sent", result.post.letters),
    // whoever dies between the mail server's yes and our note of it sends one letter again (finding 0.8)
    atMost("letters sent again", result.post.sentAgain, kills.worker + result.restarts + result.deaths),
    ...kindsOf(result),
    ...reckoningFigures(result),
    told("seconds: business, calm, reckoning", `${seconds.business}, ${seconds.calm}, ${seconds.reckoning}`),
    told("seconds in all", seconds.all),
  ];
  return { part: `storm, seed ${options.seed}`, figures };
}

/** The figures of business that Stripe told us nothing of (P2). */
export function receiverOffFigures(result: StormResult): Figures {
  return {
    part: `receiver off, seed ${result.options.seed}`,
    figures: [
      exactly("deliveries", result.deliveries.answered, 0),
      ...kindsOf(result),
      ...reckoningFigures(result),
      told("seconds in all", result.seconds.all),
    ],
  };
}

function kindsOf({ book }: StormResult): Figure[] {
  return [...book.kinds].sort().map(([kind, n]) => told(`  ${kind}`, n));
}
