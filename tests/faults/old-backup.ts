import { differences, readOrders, type SeenOrder } from "./audit/orders.ts";
import { type Asked, type Desk, newPayer, openBook, pay } from "./business/desk.ts";
import { giveMonthly, giveOnce } from "./business/giving.ts";
import { joinByCard } from "./business/joining.ts";
import { abandon, askToBuy, buyOne, buySeveral, PLENTY } from "./business/orders.ts";
import { throwDice } from "./dice.ts";
import { exactly, type Figures, told } from "./figures.ts";
import { list, reckon, reckoningFigures, round } from "./reckoning.ts";
import type { Ground } from "./stage/ground.ts";
import { printCopies } from "./stage/print.ts";
import { openStage } from "./stage/stage.ts";

const DAY = 86_400;

/**
 * A backup is taken, business goes on, and the database is lost: the backup comes back, and Stripe, which believes that
 * all its news was taken, is asked for the rest (P3). The backup is a physical copy of the resting database, made and
 * put back by PostgreSQL itself (`create database … template`).
 * @param orders how many are paid after the backup was taken
 */
export async function oldBackup(ground: Ground, orders: number, seed: number): Promise<Figures> {
  const began = performance.now();
  const stage = await openStage(ground);
  const backup = `${stage.databaseName}_backup`;
  try {
    const desk: Desk = { stage, chances: throwDice(seed), book: openBook() };
    const printed = await printCopies(stage, Object.fromEntries(PLENTY.map((slug) => [slug, orders * 8 + 200])));
    await stage.up();
    await together(20, () => buyOne(desk));
    for (const act of [giveOnce, giveMonthly, joinByCard, abandon]) await act(desk);
    const openThen = await askMany(desk, 5);
    await stage.quiet();
    await stage.withDatabaseAtRest(() => ground.replace(backup, stage.databaseName));
    await stage.up();

    const before = new Set((await readOrders(stage)).map(({ reference }) => reference));
    await buyMany(desk, orders);
    await together(10, () => giveOnce(desk));
    for (const act of [giveMonthly, joinByCard]) await act(desk);
    for (const asked of openThen) await pay(desk, asked, newPayer());
    // each promise renews once, those made before the backup too
    await stage.stripe.advance(31 * DAY);
    const openNow = await askMany(desk, 5);
    await stage.quiet();
    const wanted = (await readOrders(stage)).filter((order) => !before.has(order.reference) && order.state === "paid");

    await stage.withDatabaseAtRest(() => ground.replace(stage.databaseName, backup));
    stage.listen(false);
    // the site is away, Stripe's page is not
    for (const asked of openNow) await pay(desk, asked, newPayer());
    await stage.up();
    const reckoning = await reckon(stage, desk.book.asked, printed);
    const found = await readOrders(stage);
    return {
      part: `old backup, seed ${seed}`,
      figures: [
        told("orders paid after the backup", wanted.length),
        exactly("of them rebuilt as they were", wanted.length - differences(wanted, found).length, wanted.length),
        list("rebuilt with a difference", differences(wanted, found)),
        exactly("marked as recovered", countRecovered(found), wanted.length + openNow.length),
        told("paid while the site was away", openNow.length),
        told("donations at Stripe, of them monthly", donationsOf(desk)),
        ...reckoningFigures(reckoning),
        told("seconds in all", round((performance.now() - began) / 1000)),
      ],
    };
  } finally {
    await stage.close();
    await ground.drop(backup);
  }
}

const countRecovered = (orders: readonly SeenOrder[]) => orders.filter(({ recovered }) => recovered).length;

function donationsOf({ book }: Desk): string {
  return `${book.kinds.get("donation") ?? 0}, ${book.kinds.get("recurring donation") ?? 0}`;
}

async function together(n: number, act: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: n }, act));
}

/** So many orders, every one paid by a card that works, one in four with two lines. */
async function buyMany(desk: Desk, orders: number): Promise<void> {
  const kinds = Array.from({ length: orders }, (_, i) => (i % 4 === 0 ? buySeveral : buyOne));
  const lane = async () => {
    for (let buy = kinds.shift(); buy; buy = kinds.shift()) await buy(desk);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

async function askMany(desk: Desk, n: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let i = 0; i < n; i++) {
    const one = await askToBuy(desk, [{ slug: desk.chances.from(PLENTY), quantity: 1 }]);
    if (one) asked.push(one);
  }
  return asked;
}
