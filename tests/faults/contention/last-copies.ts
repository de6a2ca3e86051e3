import { priceBasket } from "#app/shop/basket.ts";
import { startOrder } from "#app/shop/orders.ts";
import { NotEnough } from "#app/shop/stock.ts";
import { connect } from "#db/client.ts";
import { exactly, type Figures, told } from "../figures.ts";
import { printCopies } from "../stage/print.ts";
import type { Stage } from "../stage/stage.ts";

const AT_ONCE = 60;
const DAY = "2026-11-23";

/**
 * Many buyers at once for few copies: exactly as many are held as there are, and everybody else is told that there are
 * not enough. With two slugs half of the baskets name them the other way round (P6).
 */
export async function lastCopies(
  stage: Stage,
  { buyers, copies, slugs }: { buyers: number; copies: number; slugs: readonly [string] | readonly [string, string] },
): Promise<Figures> {
  await printExactly(stage, slugs, copies);
  const reservedBefore = await reservedOf(stage, slugs);
  const deadlocksBefore = await countDeadlocks(stage);
  // as many connections as there are buyers at the counter: with few, they would wait for each other here
  const { db } = connect(stage.database.appUrl, AT_ONCE);
  const site = { ...stage.site, db };
  const began = performance.now();
  const buy = async (i: number): Promise<"held" | "sold out" | "fault"> => {
    const lines = (i % 2 === 0 ? slugs : slugs.toReversed()).map((slug) => ({ slug, quantity: 1 }));
    try {
      await startOrder(site, await priceBasket(db, { lines, donationPence: 0 }, DAY), crypto.randomUUID());
      return "held";
    } catch (error) {
      return error instanceof NotEnough ? "sold out" : "fault";
    }
  };
  const answers = await Promise.all(Array.from({ length: buyers }, (_, i) => buy(i)));
  const seconds = Math.round(performance.now() - began) / 1000;
  await db.destroy();
  const count = (answer: string) => answers.filter((one) => one === answer).length;
  return {
    part: slugs.length === 1 ? "last copies" : "last copies, two lines crosswise",
    figures: [
      told("buyers at once", buyers),
      exactly("orders that hold copies", count("held"), copies),
      exactly("told that there are not enough", count("sold out"), buyers - copies),
      exactly("shown a fault", count("fault"), 0),
      exactly("copies reserved", (await reservedOf(stage, slugs)) - reservedBefore, copies * slugs.length),
      told("deadlocks inside, tried again", (await countDeadlocks(stage)) - deadlocksBefore),
      told("seconds", seconds),
    ],
  };
}

/** So many copies can be promised, whatever there was before. */
async function printExactly(stage: Stage, slugs: readonly string[], copies: number): Promise<void> {
  for (const slug of slugs) {
    const { rows } = await stage.database.owner.query<{ left: number }>(
      "select on_hand - reserved as left from stock join pamphlets on id = pamphlet_id where slug = $1",
      [slug],
    );
    const missing = copies - (rows[0]?.left ?? 0);
    if (missing !== 0) await printCopies(stage, { [slug]: missing });
  }
}

/** What stock and reservations say of these, and that both say the same. */
async function reservedOf(stage: Stage, slugs: readonly string[]): Promise<number> {
  const { rows } = await stage.database.owner.query<{ reserved: number; held: number }>(
    `select sum(reserved)::int as reserved, (select coalesce(sum(r.quantity), 0)::int from reservations r
       join pamphlets q on q.id = r.pamphlet_id where r.state = 'held' and q.slug = any($1)) as held
     from stock join pamphlets p on p.id = pamphlet_id where slug = any($1)`,
    [slugs],
  );
  const { reserved = 0, held = 0 } = rows[0] ?? {};
  if (reserved !== held) throw new Error(`${reserved} copies are reserved, and ${held} held`);
  return reserved;
}

async function countDeadlocks(stage: Stage): Promise<number> {
  const { rows } = await stage.database.owner.query<{ n: number }>(
    "select deadlocks::int as n from pg_stat_database where datname = current_database()",
  );
  return rows[0]?.n ?? 0;
}
