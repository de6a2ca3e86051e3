import fc from "fast-check";
import type { Act } from "./act.ts";
import { buy, give, join, payAgain } from "./acts/asking.ts";
import { decideDispute, openDispute, payout, refundAtStripe, refundByUs } from "./acts/back.ts";
import { abandon, comeBack, endPromise, pay } from "./acts/paying.ts";
import { lapse, moveStock } from "./acts/shelf.ts";
import { breakOff, foreignSale, hush, listen, oldNews, sleep, wait, walk, work } from "./acts/surroundings.ts";
import { compare } from "./compare.ts";
import { answerFault } from "./faults.ts";
import { BANKS, CARDS } from "./means.ts";
import { observe } from "./observe.ts";
import type { Real } from "./real.ts";
import { passTo } from "./stripe.ts";
import { DAY, MINUTE } from "./time.ts";
import type { Model } from "./truth.ts";

/** How often each act was done, and how often all of the house was held against the model. */
export type Tally = { acts: Map<string, number>; compared: number; runs: number };

/** An act as fast-check has it: done, waited for, and the house held against the model. */
class Command implements fc.AsyncCommand<Model, Real> {
  readonly #act: Act;
  readonly #tally: Tally;
  #told: string;

  constructor(act: Act, tally: Tally) {
    this.#act = act;
    this.#tally = tally;
    this.#told = act.name;
  }

  /** Each attempt to make a failure smaller tells its own story. */
  [fc.cloneMethod](): Command {
    return new Command(this.#act, this.#tally);
  }

  check(model: Readonly<Model>): boolean {
    return this.#act.can(model as Model);
  }

  async run(model: Model, real: Real): Promise<void> {
    this.#told = this.#act.name;
    passTo(model, real.now());
    this.#told = await this.#act.run(model, real);
    await settleDown(model, real);
    await compare(model, real);
    const { acts } = this.#tally;
    const kind = this.#act.name.replace(/ \d.*| \(.*/, "");
    acts.set(kind, (acts.get(kind) ?? 0) + 1);
    if (model.synced) this.#tally.compared++;
  }

  toString(): string {
    return this.#told;
  }
}

/** News is delivered, jobs are done, and what the house decided is known. */
export async function settleDown(model: Model, real: Real): Promise<void> {
  if (model.awake) await real.work();
  else await real.stripe.settled();
  await observe(model, real);
  model.synced = model.awake && !model.lost;
}

const GOODS = ["in-defence-of-october", "what-about-russia-a-readers-guide", "how-dues-work"];

const n = fc.nat(99);
const paying = CARDS.filter((one) => !one.refused);
/** What misbehaves comes as often as what does not. */
const card = fc.constantFrom(...paying);
const anyMeans = fc.oneof(
  { weight: 3, arbitrary: card },
  { weight: 3, arbitrary: fc.constantFrom(...BANKS) },
  { weight: 1, arbitrary: fc.constantFrom(...CARDS.filter((one) => one.refused)) },
);
/** Mostly paid at once: more happens then in fewer commands. */
const atOnce = <T>(means: fc.Arbitrary<T>) => fc.option(means, { freq: 3, nil: undefined });
const slug = fc.constantFrom(...GOODS);
const lines = fc.uniqueArray(fc.record({ slug, quantity: fc.integer({ min: 1, max: 4 }) }), {
  minLength: 1,
  maxLength: 2,
  selector: (line) => line.slug,
});
const donation = fc.constantFrom(0, 0, 100, 2_500, 50_000);
const gift = fc.oneof(fc.integer({ min: 200, max: 20_000 }), fc.constantFrom(50_000, 50_001, 80_000));
const hundredths = fc.oneof(fc.constant(100), fc.integer({ min: 0, max: 110 }));

/** What may happen, with how often it is chosen. */
const ACTS: readonly (readonly [weight: number, act: fc.Arbitrary<Act>])[] = [
  [4, fc.tuple(lines, donation, atOnce(card)).map((given) => buy(...given))],
  [3, fc.tuple(gift, fc.constant(false), atOnce(card)).map((given) => give(...given))],
  [2, fc.tuple(fc.integer({ min: 300, max: 5_000 }), fc.constant(true), atOnce(card)).map((given) => give(...given))],
  [3, fc.tuple(fc.option(n, { freq: 2, nil: undefined }), atOnce(anyMeans)).map((given) => join(...given))],
  [3, fc.tuple(n, anyMeans).map((given) => pay(...given))],
  [1, fc.tuple(n, card).map((given) => payAgain(...given))],
  [1, n.map(abandon)],
  [1, n.map(comeBack)],
  [2, fc.tuple(n, fc.boolean(), atOnce(card)).map((given) => lapse(...given))],
  [1, n.map(endPromise)],
  [3, fc.tuple(n, hundredths, fc.constantFrom(1, 1, 3), fc.boolean()).map((given) => refundByUs(...given))],
  [3, fc.tuple(n, hundredths).map((given) => refundAtStripe(...given))],
  [2, n.map(openDispute)],
  [2, fc.tuple(n, fc.boolean()).map((given) => decideDispute(...given))],
  [1, fc.boolean().map(payout)],
  [2, fc.constantFrom(wait("35 minutes", 35 * MINUTE), wait("32 days", 32 * DAY))],
  [2, fc.constant(wait("8 days", 8 * DAY))],
  [1, fc.constant(hush)],
  [3, fc.constant(listen)],
  [1, fc.constant(sleep)],
  [3, fc.constant(work)],
  [3, fc.constant(walk)],
  [1, n.map(oldNews)],
  [
    1,
    fc.oneof(
      { weight: 2, arbitrary: fc.tuple(slug, fc.constantFrom(5, -2, -6)).map((given) => moveStock(...given)) },
      { weight: 1, arbitrary: fc.integer({ min: 100, max: 3_000 }).map(foreignSale) },
    ),
  ],
  [
    2,
    fc
      .tuple(
        fc.constantFrom("done" as const, "done" as const, "unheard" as const),
        n,
        fc.integer({ min: 1, max: 3 }),
        n,
      )
      .map((given) => breakOff(answerFault(...given))),
  ],
];

/** One command for each, as often as its weight: fast-check gives each of them the same chance. */
export function commandsFor(tally: Tally): fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] {
  return ACTS.flatMap(([weight, act]) =>
    Array.from({ length: weight }, () => act.map((chosen) => new Command(chosen, tally))),
  );
}
