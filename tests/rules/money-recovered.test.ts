import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reconcile } from "#app/jobs/reconcile.ts";
import { settle } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, expectSound, type TestDatabase } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, askToJoin, pay } from "../support/money.ts";
import { createTestSite } from "../support/site.ts";
import { stripeBalance } from "../support/stripe-controls.ts";

/** A restored backup knows nothing of what came after it. Stripe does, and the rows are made again as they were. */
const IDO = "in-defence-of-october";
const DAY = 86_400;

let house: House;
let backup: TestDatabase;
let restored: Site;
beforeEach(async () => {
  house = await openHouse();
  house.stripe.setWebhook(undefined);
  backup = await createTestDatabase();
  const { settings } = house.site;
  restored = createTestSite({
    PORT: String(settings.port),
    SITE_URL: settings.siteUrl,
    DATABASE_URL: backup.appUrl,
    STRIPE_PORT: String(settings.stripe.port),
    SMTP_URL: settings.mail.smtpUrl,
    LOG_LEVEL: "silent",
  }).site;
});
afterEach(async () => {
  await expectSound(backup);
  await restored.db.destroy();
  await backup.drop();
  await house.close();
});

const clearing = async () => {
  const { rows } = await backup.owner.query(
    "select coalesce(sum(amount_pence), 0)::int as pence from ledger_lines where account = 'stripe_clearing'",
  );
  return rows[0].pence as number;
};

test("paid orders, gifts, monthly gifts and dues are made again, with the ids and references they had", async () => {
  await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 2 }], { donation: 150 }));
  await pay(house, await askToGive(house, 60_000));
  await pay(house, await askToGive(house, 700, true));
  await pay(house, await askToJoin(house));
  await askToBuy(house, [{ slug: IDO, quantity: 1 }]); // never paid: nothing to make again
  await house.stripe.advance(40 * DAY);
  await reconcile(house.site);

  const run = await reconcile(restored);
  expect(run).toMatchObject({ recovered: 4, differencePence: 0, suspensePence: 0, faults: 0 });
  expect(await clearing()).toBe(stripeBalance(house));
  const compare = async (site: Site) => ({
    orders: await site.db
      .selectFrom("orders")
      .select(["id", "public_ref", "total_pence", "postage_pence", "donation_pence", "state"])
      .where("state", "=", "paid")
      .execute(),
    lines: await site.db
      .selectFrom("order_lines")
      .innerJoin("orders", "orders.id", "order_id")
      .innerJoin("pamphlets", "pamphlets.id", "pamphlet_id")
      .select(["order_id", "slug", "quantity", "unit_pence"])
      .where("state", "=", "paid")
      .execute(),
    monthly: await site.db
      .selectFrom("recurring_donations")
      .select(["id", "public_ref", "amount_pence", "state", "stripe_subscription_id"])
      .execute(),
    applications: await site.db
      .selectFrom("applications")
      .select(["id", "public_ref", "state", "dues_pence"])
      .execute(),
    payments: await site.db
      .selectFrom("payments")
      .select(["payment_intent_id", "amount_pence", "fee_pence", "invoice_id"])
      .orderBy("payment_intent_id")
      .execute(),
    dues: await site.db.selectFrom("dues").select(["term", "amount_pence"]).orderBy("term").execute(),
    regulated: await site.db
      .selectFrom("regulated_donations")
      .select(["regulated_value_pence", "deadline_on"])
      .execute(),
    stock: await site.db
      .selectFrom("stock")
      .innerJoin("pamphlets", "id", "pamphlet_id")
      .select(["slug", "on_hand"])
      .orderBy("slug")
      .execute(),
  });
  expect(await compare(restored)).toEqual(await compare(house.site));
  const marked = await restored.db.selectFrom("orders").select("recovered_at").executeTakeFirstOrThrow();
  expect(marked.recovered_at).not.toBeNull();
  expect(await reconcile(restored)).toMatchObject({ recovered: 0, differencePence: 0, faults: 0 });
});

test("with the copies gone meanwhile, nothing is sent back by itself: they may have been posted already", async () => {
  await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 1 }]));
  await backup.owner.query(
    `insert into stock_moves (pamphlet_id, quantity, reason, actor)
     select pamphlet_id, -on_hand, 'stall', 'test' from stock join pamphlets on id = pamphlet_id where slug = $1`,
    [IDO],
  );
  await backup.owner.query("update stock set on_hand = 0 from pamphlets where id = pamphlet_id and slug = $1", [IDO]);
  expect(await reconcile(restored)).toMatchObject({ recovered: 1, differencePence: 0 });
  expect((await restored.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe("paid_late");
  expect(await restored.db.selectFrom("refunds").selectAll().execute()).toEqual([]);
  const letters = await restored.db.selectFrom("outbox").select("letter").orderBy("letter").execute();
  expect(letters.map((one) => one.letter)).toEqual(["order-late", "owed-back-for-officers"]);
});

describe("is not made again", () => {
  test("what another site of the same account sold, though it wears our clothes", async () => {
    const checkout = crypto.randomUUID();
    const session = await house.site.stripe.checkout.sessions.create({
      mode: "payment",
      client_reference_id: checkout,
      metadata: { checkout, reference: "P-AAAA-AAAA", purpose: `order:${crypto.randomUUID()}` },
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: "gbp",
            unit_amount: 900,
            product_data: { name: "In Defence of October", metadata: { kind: "purchase", slug: IDO } },
          },
        },
      ],
      success_url: "http://127.0.0.1:9/orders",
    });
    await house.stripe.pay(session.id);
    expect(await reconcile(restored)).toMatchObject({ recovered: 0, suspensePence: 866, differencePence: 0 });
    expect(await restored.db.selectFrom("orders").selectAll().execute()).toEqual([]);
  });

  test("a pamphlet this house does not know: its money waits in suspense", async () => {
    await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 1 }]));
    await backup.owner.query("update pamphlets set slug = 'renamed' where slug = $1", [IDO]);
    expect(await reconcile(restored)).toMatchObject({ recovered: 0, differencePence: 0 });
    expect((await restored.db.selectFrom("payments").selectAll().execute()).length).toBe(0);
  });

  test("anything at all by news alone: a webhook makes no rows", async () => {
    await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 1 }]));
    const [session] = (await house.site.stripe.checkout.sessions.list({ limit: 1 })).data;
    expect(await settle(restored, { kind: "checkout.session", id: session?.id ?? "" })).toEqual({
      state: "ignored",
      reason: "not ours",
    });
    expect(await restored.db.selectFrom("orders").selectAll().execute()).toEqual([]);
  });
});
