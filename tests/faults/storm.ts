import { type Book, type Desk, openBook } from "./business/desk.ts";
import { PLENTY, runOnTheLast, SCARCE } from "./business/orders.ts";
import { doBusiness, plan } from "./business/plan.ts";
import { calmNews, countDeliveries, type DeliveryCount, shuffleNews } from "./deliveries.ts";
import { throwDice } from "./dice.ts";
import { countLetters, type PostCount } from "./posted.ts";
import { type Reckoning, reckon, round } from "./reckoning.ts";
import type { Ground } from "./stage/ground.ts";
import { printCopies } from "./stage/print.ts";
import { openStage, type Stage } from "./stage/stage.ts";
import { strike } from "./strikes.ts";

const HOUR = 3_600;
const DAY = 86_400;
const LAST_COPIES = 4;
const LANES = 8;

export type StormOptions = {
  seed: number;
  /** How much business is done; each act brings Stripe to send about six deliveries. */
  acts: number;
  /** Months that pass: business is done in each, and promises renew between them. */
  months: number;
  /** None: nobody strikes at all. */
  kills: number;
  restarts: number;
  /** False: Stripe reaches us with nothing at all, and reconciling has to find it. */
  receiver: boolean;
};

export type StormResult = Reckoning & {
  options: StormOptions;
  book: Book;
  deliveries: DeliveryCount;
  /** Events that told the same news of the same object under another id. */
  secondIds: number;
  post: PostCount;
  kills: { server: number; worker: number };
  restarts: number;
  /** What the parts logged as errors. */
  errors: Map<string, number>;
  /** How often a part died by itself, and its last words. */
  deaths: number;
  lastWords: string[];
  seconds: { business: number; calm: number; reckoning: number; all: number };
};

/**
 * Mixed business for some months, while Stripe's news is shuffled, doubled and dropped, server and worker are killed and
 * the database crashes. Then calm: one reconcile, and every penny is held against Stripe (reliability.md, P1 and P2).
 */
export async function storm(ground: Ground, options: StormOptions): Promise<StormResult> {
  const lap = stopwatch();
  const stage = await openStage(ground);
  try {
    const chances = throwDice(options.seed);
    const desk: Desk = { stage, chances, book: openBook() };
    const printed = await printCopies(stage, {
      ...Object.fromEntries(PLENTY.map((slug) => [slug, options.acts * 4])),
      [SCARCE]: LAST_COPIES,
    });
    const counting = countDeliveries(stage.stripe);
    const posting = countLetters(stage.mailbox);
    stage.listen(options.receiver);
    if (options.receiver) shuffleNews(stage.stripe, chances);
    if (options.kills > 0) await warmUp(stage);
    await stage.up();

    const restarts = await tradeUnderFire(desk, options);
    const business = lap();
    await calmDown(stage);
    const calm = lap();
    const reckoning = await reckon(stage, desk.book.asked, printed);
    const { server, worker } = stage;
    return {
      ...reckoning,
      options,
      book: desk.book,
      deliveries: counting.stop(),
      secondIds: await countSecondIds(stage),
      post: posting.stop(),
      kills: { server: server.kills, worker: worker.kills },
      restarts,
      errors: new Map([...server.errors, ...worker.errors]),
      deaths: server.deaths + worker.deaths,
      lastWords: [...server.loose, ...worker.loose],
      seconds: { business, calm, reckoning: lap(), all: lap.all() },
    };
  } finally {
    await stage.close();
  }
}

/** Lets both parts start once and end in peace, so that what Node.js compiled is kept for every start after a kill. */
async function warmUp(stage: Stage): Promise<void> {
  await stage.up();
  await Promise.all([stage.server.stop(), stage.worker.stop()]);
}

/** Trades for some months while the parts are killed; gives how often the database crashed. */
async function tradeUnderFire(desk: Desk, options: StormOptions): Promise<number> {
  let business: "goes on" | "is done" | "broke off" = "goes on";
  const trading = trade(desk, options).then(
    () => {
      business = "is done";
    },
    (fault) => {
      business = "broke off";
      throw fault;
    },
  );
  const striking =
    options.kills > 0
      ? strike(desk.stage, throwDice(options.seed + 1_000), options, () => business)
      : Promise.resolve({ restarts: 0 });
  // whatever breaks, nobody strikes at a stage that is being closed
  const [struck, traded] = await Promise.allSettled([striking, trading]);
  if (traded.status === "rejected") throw traded.reason;
  if (struck.status === "rejected") throw struck.reason;
  return struck.value.restarts;
}

/** Business of some months. What falls due between them is told while it goes on: nobody waits for the news. */
export async function trade(desk: Desk, { acts, months }: { acts: number; months: number }): Promise<void> {
  await runOnTheLast(desk, LAST_COPIES);
  for (let month = 1; month <= months; month++) {
    await doBusiness(desk, plan(Math.ceil(acts / months), desk.chances), LANES);
    void desk.stage.stripe.advance(month < months ? 31 * DAY : 12 * DAY);
  }
}

/** Everything is up, and what Stripe still has to tell is told as it is. */
async function calmDown(stage: Stage): Promise<void> {
  calmNews(stage.stripe);
  await stage.up();
  // the longest wait before Stripe tries again is over by then
  await stage.stripe.advance(HOUR);
}

async function countSecondIds(stage: Stage): Promise<number> {
  const { rows } = await stage.database.owner.query<{ n: number }>(
    "select (count(*) - count(distinct (type, object_id, created)))::int as n from stripe_events where object_id is not null",
  );
  return rows[0]?.n ?? 0;
}

/** Gives the seconds since it was asked last; `all`, since it was started. */
function stopwatch(): { (): number; all(): number } {
  const began = performance.now();
  let last = began;
  const since = (from: number) => round((performance.now() - from) / 1000);
  const lap = () => {
    const seconds = since(last);
    last = performance.now();
    return seconds;
  };
  return Object.assign(lap, { all: () => since(began) });
}
