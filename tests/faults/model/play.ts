import fc from "fast-check";
import type { TestDatabase } from "../../support/database.ts";
import { listen, walk, work } from "./acts/surroundings.ts";
import { commandsFor, settleDown, type Tally } from "./commands.ts";
import { compare } from "./compare.ts";
import { CALM, openReal, type Real } from "./real.ts";
import { passTo } from "./stripe.ts";
import { type Model, newModel } from "./truth.ts";

export type PlayOptions = {
  /** A fresh copy of the seeded database, for one run. */
  database: () => Promise<TestDatabase>;
  runs: number;
  /** The most commands of one run. */
  commands: number;
  seed?: number;
  /** Of a run that failed before: plays that one alone. `MODEL_PATH`, as it was printed. */
  path?: string;
  /** After so many seconds no further run begins; while a failure is made smaller, the smallest so far counts. */
  seconds?: number;
};

export type Played = Tally & { seed: number; seconds: number; failure: string | undefined };

/** Few copies of each, so that they run out. */
const COPIES = 6;

/**
 * Plays runs of commands chosen by chance against the house and against the model. A failure is made as small as it
 * goes, and told with what plays it again.
 */
export async function play(options: PlayOptions): Promise<Played> {
  const began = performance.now();
  const tally: Tally = { acts: new Map(), compared: 0, runs: 0 };
  const [path, replayPath] = (options.path ?? "").split("|");
  // without bias, or most runs would be too short for anything to follow from anything
  const commands = fc.noBias(
    fc.commands(commandsFor(tally), {
      maxCommands: options.commands,
      size: "max",
      ...(replayPath ? { replayPath } : {}),
    }),
  );
  async function playOnce(chosen: Iterable<fc.AsyncCommand<Model, Real>>): Promise<void> {
    const real = await openReal(await options.database());
    tally.runs++;
    try {
      const model = newModel(await readFacts(real));
      await fc.asyncModelRun(() => ({ model, real }), chosen);
      await comeToKnow(model, real);
    } finally {
      await real.close();
    }
  }
  let underWay = Promise.resolve();
  const details = await fc.check(
    fc.asyncProperty(commands, (chosen) => {
      underWay = playOnce(chosen);
      return underWay;
    }),
    {
      numRuns: options.runs,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(path ? { path } : {}),
      ...(options.seconds === undefined ? {} : { interruptAfterTimeLimit: options.seconds * 1000 }),
    },
  );
  // when the time is over, what is being played is not waited for, and its database would go from under it
  await underWay.catch(() => {});
  return {
    ...tally,
    seed: details.seed,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    failure: details.failed && details.counterexample ? tellFailure(details) : undefined,
  };
}

/** At the end of a run the house comes to know everything, and then everything is compared. */
async function comeToKnow(model: Model, real: Real): Promise<void> {
  passTo(model, real.now());
  Object.assign(real.stripe.chaos.answers, CALM);
  for (const act of [listen, work, walk]) {
    if (!act.can(model)) continue;
    await act.run(model, real);
    await settleDown(model, real);
  }
  await compare(model, real);
}

/** What the shop sells and the post takes are facts for the model as well; then most copies are taken away. */
async function readFacts(real: Real): Promise<Pick<Model, "now" | "goods" | "postage" | "printed">> {
  const { owner } = real.database;
  await owner.query(
    `with moved as (
       insert into stock_moves (pamphlet_id, quantity, reason, actor)
       select pamphlet_id, $1::int - on_hand, 'counted', 'model' from stock where on_hand <> $1
       returning pamphlet_id, quantity
     ) update stock s set on_hand = on_hand + m.quantity from moved m where m.pamphlet_id = s.pamphlet_id`,
    [COPIES],
  );
  const goods = await owner.query<{ slug: string; price: number; grams: number }>(
    "select slug, price_pence::int as price, weight_grams as grams from pamphlets",
  );
  const bands = await owner.query<{ grams: number; pence: number }>(
    "select up_to_grams as grams, postage_pence::int as pence from postage_bands order by up_to_grams",
  );
  return {
    now: real.now(),
    goods: new Map(goods.rows.map(({ slug, price, grams }) => [slug, { price, grams }])),
    postage: bands.rows,
    printed: new Map(goods.rows.map(({ slug }) => [slug, COPIES])),
  };
}

function tellFailure(details: fc.RunDetails<[Iterable<fc.AsyncCommand<Model, Real>>]>): string {
  const list = fc.stringify(details.counterexample?.[0]);
  const replayPath = /replayPath="([^"]*)"/.exec(list)?.[1] ?? "";
  const steps = [...(details.counterexample?.[0] ?? [])].map((command, i) => `  ${i + 1}. ${command.toString()}`);
  const error = details.errorInstance;
  return [
    `After ${details.numRuns} runs, made smaller ${details.numShrinks} times:`,
    ...steps,
    error instanceof Error ? error.message : String(error),
    error instanceof Error ? placesOf(error) : "",
    `Again: MODEL_SEED=${details.seed} MODEL_PATH='${details.counterexamplePath ?? ""}|${replayPath}'`,
  ].join("\n");
}

/** Where a fault came from, without what it said. */
const placesOf = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at .*\.ts:/.test(line))
    .slice(0, 6)
    .join("\n");
