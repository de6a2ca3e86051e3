import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minus, pence, sum, times } from "#app/money/pence.ts";
import { openCheckout } from "#app/payments/checkout.ts";
import { requestRefund } from "#app/payments/refund-request.ts";
import { type Basket, priceBasket } from "#app/shop/basket.ts";
import { askForOrder, startOrder } from "#app/shop/orders.ts";
import { cardFee } from "#app/shop/postage.ts";
import { transact } from "#db/client.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToGive, balances, pay } from "../support/money.ts";
import { control, stripeBalance } from "../support/stripe-controls.ts";

/** Not a penny more or less, whatever is bought, sent back or paid out: by our rows, by Stripe and by the books. */

/** Pamphlets at chance prices and weights. A failure names them by their slugs, which tell both. */
const PRICES = [1, 2, 3, 7, 33, 50, 67, 99, 101, 199, 333, 999, 1_001, 1_999, 4_999, 9_999, 33_333, 99_999, 100_000];
const GOODS = PRICES.map((price, i) => ({ price, grams: 1 + ((i * 37) % 90), slug: `costs-${price}` }));
/** The post of these tests: bands that leave no weight without postage, each at an odd sum. */
const BANDS = [
  [1_500, 331],
  [4_000, 467],
  [9_000, 1_019],
  [90_000, 2_503],
] as const;
const ENVELOPE = 20;
const DAY = "2026-11-23";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  const { owner } = house.database;
  await owner.query("delete from postage_bands");
  for (const [grams, postage] of BANDS)
    await owner.query(
      "insert into postage_bands (name, up_to_grams, postage_pence, effective_from, source) values ('Parcel', $1, $2, '2024-01-01', 'test')",
      [grams, postage],
    );
  for (const { slug, price, grams } of GOODS)
    await owner.query(
      `with added as (
         insert into pamphlets (slug, title, author, price_pence, weight_grams, pages, format, summary, description_html,
           cover, imprint, imprint_checked)
         values ($1, $1, 'A', $2, $3, 8, 'A5', 'S', '<p>D</p>', '/c.svg', 'I', true) returning id
       ), shelf as (insert into stock (pamphlet_id, on_hand) select id, 100000 from added)
       insert into stock_moves (pamphlet_id, quantity, reason, actor) select id, 100000, 'printed', 'test' from added`,
      [slug, price, grams],
    );
});
afterAll(() => closeSound(house));

const basket = (most: number): fc.Arbitrary<Basket> =>
  fc.record({
    lines: fc.uniqueArray(
      fc.record({ slug: fc.constantFrom(...GOODS.map(({ slug }) => slug)), quantity: fc.integer({ min: 1, max: 99 }) }),
      { minLength: 1, maxLength: most, selector: (line) => line.slug },
    ),
    donationPence: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50_000 })),
  });

/** What a basket comes to, reckoned apart from the house and in numbers that have no end. */
function reckon({ lines, donationPence }: Basket) {
  const of = (slug: string) => GOODS.find((one) => one.slug === slug) ?? { price: 0, grams: 0 };
  const goods = lines.reduce((all, { slug, quantity }) => all + BigInt(of(slug).price) * BigInt(quantity), 0n);
  const grams = lines.reduce((all, { slug, quantity }) => all + of(slug).grams * quantity, ENVELOPE);
  const postage = BigInt(BANDS.find(([upTo]) => upTo >= grams)?.[1] ?? -1);
  return { goods, postage, total: goods + postage + BigInt(donationPence) };
}

/** Stripe takes nothing under 30p. */
const canBePaid = (one: Basket) => reckon(one).total >= 30n;

describe("any basket", () => {
  test("comes to its lines, its postage and its donation", async () => {
    await fc.assert(
      fc.asyncProperty(basket(12), async (one) => {
        const priced = await priceBasket(house.site.db, one, DAY);
        const { goods, postage, total } = reckon(one);
        expect(BigInt(priced.goodsPence)).toBe(goods);
        expect(BigInt(priced.postage?.pence ?? -1)).toBe(postage);
        expect(BigInt(priced.totalPence)).toBe(total);
        expect(sum(...priced.lines.map((line) => line.linePence))).toBe(priced.goodsPence);
        for (const line of priced.lines) expect(times(line.unitPence, line.quantity)).toBe(line.linePence);
        expect(priced.feePence).toBe(cardFee(priced.totalPence));
      }),
      { numRuns: 150 },
    );
  });

  test("is asked for at that sum: by our rows, and in what Stripe is to be told", async () => {
    await fc.assert(
      fc.asyncProperty(basket(8).filter(canBePaid), async (one) => {
        const { checkout, order, asking } = await ask(one);
        const told = sum(
          ...asking.lines.map((line) => times(line.unitPence, line.quantity)),
          asking.postage?.pence ?? pence(0),
        );
        const { total } = reckon(one);
        expect([told, order.total_pence, checkout.total_pence].map(BigInt)).toEqual([total, total, total]);
      }),
      { numRuns: 25 },
    );
  });

  test("is what Stripe asks, what is charged, what is recorded and what is booked", async () => {
    await fc.assert(
      fc.asyncProperty(basket(5).filter(canBePaid), async (one) => {
        const before = { books: await balances(house), stripe: stripeBalance(house) };
        const { checkout, order, asking } = await ask(one);
        await openCheckout(house.site, checkout.id, asking);
        const { stripe } = house.site;
        const { session_id } = await checkoutOf(checkout.id);
        const session = await stripe.checkout.sessions.retrieve(session_id ?? "");
        const lines = await stripe.checkout.sessions.listLineItems(session.id, { limit: 100 });
        const { goods, postage, total } = reckon(one);
        const asked = lines.data.reduce((all, line) => all + BigInt(line.amount_total), 0n);
        expect(asked).toBe(total - postage);
        expect(BigInt(session.shipping_cost?.amount_total ?? -1)).toBe(postage);
        expect(BigInt(session.amount_total ?? -1)).toBe(total);

        await pay(house, checkout.id);
        await house.quiet();
        const payment = await house.site.db
          .selectFrom("payments")
          .selectAll()
          .where("order_id", "=", order.id)
          .executeTakeFirstOrThrow();
        const intent = await stripe.paymentIntents.retrieve(payment.payment_intent_id ?? "");
        expect([intent.amount_received, payment.amount_pence].map(BigInt)).toEqual([total, total]);
        const parts = await house.site.db
          .selectFrom("payment_parts")
          .select(["kind", "amount_pence"])
          .where("payment_id", "=", payment.id)
          .orderBy("kind")
          .execute();
        expect(parts.map((part) => [part.kind, BigInt(part.amount_pence)])).toEqual(
          (
            [
              ["donation", BigInt(one.donationPence)],
              ["postage", postage],
              ["purchase", goods],
            ] as [string, bigint][]
          ).filter(([, amount]) => amount > 0n),
        );
        const fee = cardFee(payment.amount_pence);
        expect(payment.fee_pence).toBe(fee);
        const net = minus(payment.amount_pence, fee);
        expect(stripeBalance(house) - before.stripe).toBe(net);
        expect(moved(before.books, await balances(house))).toEqual(
          withoutNothing({
            stripe_clearing: net,
            stripe_fees: fee,
            sales_zero_rated: -Number(goods),
            postage: -Number(postage),
            donations_accepted: -one.donationPence,
          }),
        );
      }),
      { numRuns: 5 },
    );
  });

  async function ask(one: Basket) {
    const { checkoutId: id } = await startOrder(
      house.site,
      await priceBasket(house.site.db, one, DAY),
      crypto.randomUUID(),
    );
    const checkout = await checkoutOf(id);
    const order = await house.site.db
      .selectFrom("orders")
      .selectAll()
      .where("id", "=", checkout.order_id)
      .executeTakeFirstOrThrow();
    return { checkout, order, asking: await askForOrder(house.site, order.id) };
  }
});

const checkoutOf = (id: string) =>
  house.site.db.selectFrom("checkouts").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

function moved(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const accounts = new Set([...Object.keys(before), ...Object.keys(after)]);
  return withoutNothing(
    Object.fromEntries([...accounts].map((account) => [account, (after[account] ?? 0) - (before[account] ?? 0)])),
  );
}

const withoutNothing = (books: Record<string, number>) =>
  Object.fromEntries(Object.entries(books).filter(([, amount]) => amount !== 0));

describe("what goes back in parts", () => {
  /** Parts in thousandths of the payment, some of them more than is left, ours and the dashboard's. */
  const series = fc.array(
    fc.record({ thousandths: fc.integer({ min: 0, max: 700 }), ours: fc.boolean(), now: fc.boolean() }),
    { minLength: 1, maxLength: 8 },
  );

  test("is never more than came, and the books end where it did", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 30, max: 50_000 }), series, async (amount, parts) => {
        const before = { books: await balances(house), stripe: stripeBalance(house) };
        const checkout = await askToGive(house, amount);
        await pay(house, checkout);
        await house.quiet();
        const payment = await house.site.db
          .selectFrom("payments")
          .selectAll()
          .where("checkout_id", "=", checkout)
          .executeTakeFirstOrThrow();
        for (const { thousandths, ours, now } of parts) {
          const part = Math.floor((amount * thousandths) / 1000);
          if (ours) await askBack(payment.id, part);
          else await atStripe(payment.payment_intent_id ?? "", part);
          if (now) await house.quiet();
        }
        await house.quiet();
        const gone = (
          await house.site.stripe.refunds.list({ payment_intent: payment.payment_intent_id ?? "", limit: 100 })
        ).data;
        const back = gone.reduce((all, refund) => all + refund.amount, 0);
        expect(back).toBeLessThanOrEqual(amount);
        const rows = await house.site.db
          .selectFrom("refunds")
          .select(["amount_pence", "state"])
          .where("payment_id", "=", payment.id)
          .where("state", "<>", "failed")
          .execute();
        expect(rows.map((row) => row.state)).toEqual(rows.map(() => "succeeded"));
        expect(rows.map((row) => row.amount_pence).sort()).toEqual(gone.map((refund) => refund.amount).sort());
        const fee = cardFee(pence(amount));
        expect(moved(before.books, await balances(house))).toEqual(
          withoutNothing({
            donations_accepted: -amount,
            refunds_out: back,
            stripe_fees: fee,
            stripe_clearing: amount - fee - back,
          }),
        );
        expect(stripeBalance(house) - before.stripe).toBe(amount - fee - back);
      }),
      { numRuns: 5 },
    );
  });

  const askBack = (paymentId: string, part: number) =>
    transact(house.site.db, (tx) =>
      requestRefund(tx, {
        paymentId,
        amountPence: pence(part),
        key: crypto.randomUUID(),
        origin: "command",
        reason: "asked for",
      }),
    );
  /** Stripe says no to nothing and to more than is left. */
  const atStripe = (payment_intent: string, amount: number) =>
    house.site.stripe.refunds.create({ payment_intent, amount }).catch(() => undefined);
});

test("a payout is what it is made of, and all of it is in the bank", async () => {
  for (const amount of [333, 10_001, 49_999]) await pay(house, await askToGive(house, amount));
  await house.quiet();
  const bank = (await balances(house)).bank ?? 0;
  await house.stripe.advance(5 * 86_400);
  const { id, amount } = await control<{ id: string; amount: number }>(house, "payout");
  await house.quiet();
  const movements = await house.site.stripe.balanceTransactions.list({ payout: id, limit: 100 });
  const net = movements.data.filter((one) => one.type !== "payout").reduce((all, one) => all + one.net, 0);
  expect(net).toBe(amount);
  const books = await balances(house);
  expect((books.bank ?? 0) - bank).toBe(amount);
  expect(books.stripe_clearing ?? 0).toBe(stripeBalance(house));
});
