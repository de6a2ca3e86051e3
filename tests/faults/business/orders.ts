import { openCheckout, prepareCheckout } from "#app/payments/checkout.ts";
import { priceBasket } from "#app/shop/basket.ts";
import { askForOrder, expireOrder, startOrder } from "#app/shop/orders.ts";
import { NotEnough } from "#app/shop/stock.ts";
import { transact } from "#db/client.ts";
import { type Asked, type Desk, newPayer, note, pay, payByCard, persist, sessionOf } from "./desk.ts";

export const PLENTY = ["in-defence-of-october", "what-about-russia-a-readers-guide"];
export const SCARCE = "how-dues-work";
const DAY = "2026-11-23";

type Line = { slug: string; quantity: number };
type AskedOrder = Asked & { orderId: string };

/** Asks to buy, as the basket's button does. Undefined where it is sold out. */
export async function askToBuy(desk: Desk, lines: Line[], donation = 0): Promise<AskedOrder | undefined> {
  const { site } = desk.stage;
  const formKey = crypto.randomUUID();
  try {
    const checkoutId = await persist(desk, async () => {
      const priced = await priceBasket(site.db, { lines, donationPence: donation }, DAY);
      return (await startOrder(site, priced, formKey)).checkoutId;
    });
    desk.book.asked.add(checkoutId);
    const orderId = await persist(desk, () => orderOf(desk, checkoutId));
    return { ...(await open(desk, checkoutId, orderId)), orderId };
  } catch (error) {
    if (!(error instanceof NotEnough)) throw error;
    note(desk, "sold out");
    return undefined;
  }
}

async function orderOf(desk: Desk, checkoutId: string): Promise<string> {
  const { order_id } = await desk.stage.site.db
    .selectFrom("checkouts")
    .select("order_id")
    .where("id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  if (order_id === null) throw new Error("a checkout of a basket has no order");
  return order_id;
}

async function open(desk: Desk, checkoutId: string, orderId: string): Promise<Asked> {
  const { site } = desk.stage;
  return persist(desk, async () => {
    const asking = await askForOrder(site, orderId);
    const page = await openCheckout(site, checkoutId, asking);
    return { checkoutId, sessionId: sessionOf(page), doneUrl: asking.doneUrl(checkoutId) };
  });
}

export async function buyOne(desk: Desk): Promise<void> {
  const { chances } = desk;
  const asked = await askToBuy(desk, [{ slug: chances.from(PLENTY), quantity: chances.whole(1, 3) }]);
  if (asked && (await payByCard(desk, asked, newPayer()))) note(desk, "order of one line");
}

export async function buySeveral(desk: Desk): Promise<void> {
  const { chances } = desk;
  const lines = chances.shuffled(PLENTY).map((slug) => ({ slug, quantity: chances.whole(1, 4) }));
  const asked = await askToBuy(desk, lines, chances.chance(0.4) ? chances.from([100, 200, 500]) : 0);
  if (asked && (await payByCard(desk, asked, newPayer()))) note(desk, "order of several lines");
}

/** Opens a basket's page at Stripe and leaves. */
export async function abandon(desk: Desk): Promise<void> {
  const asked = await askToBuy(desk, [{ slug: desk.chances.from(PLENTY), quantity: 2 }]);
  if (asked) note(desk, "abandoned order");
}

/** One order, two pages at Stripe, both paid: we had taken the first for one that was never made. */
export async function payTwice(desk: Desk): Promise<void> {
  const { site } = desk.stage;
  const first = await askToBuy(desk, [{ slug: desk.chances.from(PLENTY), quantity: 1 }]);
  if (!first) return;
  const { orderId, checkoutId } = first;
  const secondId = await persist(desk, () =>
    transact(site.db, async (tx) => {
      const { total_pence } = await tx
        .selectFrom("orders")
        .select("total_pence")
        .where("id", "=", orderId)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const known = await tx
        .selectFrom("checkouts")
        .select("id")
        .where("order_id", "=", orderId)
        .where("id", "<>", checkoutId)
        .executeTakeFirst();
      if (known) return known.id;
      await tx.updateTable("checkouts").set({ state: "failed" }).where("id", "=", checkoutId).execute();
      return (await prepareCheckout(tx, site, { order_id: orderId }, total_pence)).id;
    }),
  );
  desk.book.asked.add(secondId);
  const second = await open(desk, secondId, orderId);
  const payer = newPayer();
  for (const asked of desk.chances.shuffled([first, second])) await pay(desk, asked, payer);
  note(desk, "order paid twice");
}

/** Its time was up with us, and it was paid at Stripe all the same: copies are taken again. */
export async function payLapsed(desk: Desk): Promise<void> {
  const asked = await askToBuy(desk, [{ slug: desk.chances.from(PLENTY), quantity: 1 }]);
  if (!asked) return;
  await lapse(desk, asked.orderId);
  if (await pay(desk, asked, newPayer())) note(desk, "order paid after it lapsed");
}

async function lapse(desk: Desk, orderId: string): Promise<void> {
  await persist(desk, () => transact(desk.stage.site.db, (tx) => expireOrder(tx, orderId)));
}

/** All the last copies are held, lapse, are sold to others, and are then paid for by those who held them first. */
export async function runOnTheLast(desk: Desk, copies: number): Promise<void> {
  const ask = async () => {
    const asked: AskedOrder[] = [];
    for (let i = 0; i < copies; i++) {
      const one = await askToBuy(desk, [{ slug: SCARCE, quantity: 1 }]);
      if (one) asked.push(one);
    }
    return asked;
  };
  const first = await ask();
  await askToBuy(desk, [{ slug: SCARCE, quantity: 1 }]);
  for (const { orderId } of first) await lapse(desk, orderId);
  for (const asked of await ask()) await pay(desk, asked, newPayer());
  for (const asked of first) if (await pay(desk, asked, newPayer())) note(desk, "order paid too late");
}
