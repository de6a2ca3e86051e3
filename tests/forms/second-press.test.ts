import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "#app/time/clock.ts";
import type { Reply } from "../support/ask.ts";
import { expectSound } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { pay } from "../support/money.ts";
import { Visit, words } from "./visit.ts";

/** Pressing again: after an outage, with other answers, after too long, or with nothing left to pay. */
let house: House;
let visit: Visit;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => {
  visit = new Visit(house.url);
});
afterAll(async () => {
  await house.quiet();
  await expectSound(house.database);
  await house.close();
});

/** Stripe breaks every connection, or answers each new Checkout Session with a failure, while `during` runs. */
async function withStripe<T>(fault: "away" | "failing", during: () => Promise<T>): Promise<T> {
  const { answers } = house.stripe.chaos;
  if (fault === "away") answers.resetBeforeRate = 1;
  else Object.assign(answers, { errorBeforeRate: 1, only: "POST /v1/checkout/sessions" });
  try {
    return await during();
  } finally {
    Object.assign(answers, { resetBeforeRate: 0, errorBeforeRate: 0, only: null });
  }
}

/** The site lives this many minutes ago while `during` runs, so that afterwards so much time has passed. */
async function minutesAgo<T>(minutes: number, during: () => Promise<T>): Promise<T> {
  house.site.clock = { now: () => new Date(Date.now() - minutes * 60_000) };
  try {
    return await during();
  } finally {
    house.site.clock = systemClock;
  }
}

const quantity = "quantity-in-defence-of-october";
const AGAIN = "This page was open for a while. Check your answers and send again.";
const toStripe = expect.stringContaining("/pay/cs_test_");
const answered = (reply: Reply) => [reply.status, reply.headers.location];

const held = async () =>
  (await house.site.db.selectFrom("reservations").select("quantity").where("state", "=", "held").execute()).reduce(
    (sum, row) => sum + row.quantity,
    0,
  );
const orders = () => house.site.db.selectFrom("orders").selectAll().orderBy("created_at", "desc").execute();
const checkouts = () => house.site.db.selectFrom("checkouts").selectAll().orderBy("created_at", "desc").execute();
const newestCheckout = async () => {
  const [newest] = await checkouts();
  if (!newest) throw new Error("there is no checkout");
  return newest;
};
const stateOf = async (id: string) => (await checkouts()).find((checkout) => checkout.id === id)?.state;

describe("a basket", () => {
  const fill = () => visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" });
  const press = (page: Reply, over: Record<string, string> = {}) =>
    visit.send(page, quantity, { intent: "pay", ...over });

  test("asked for again minutes after an outage is a new order, and the copies of the first come back", async () => {
    await fill();
    const [copies, before] = [await held(), (await orders()).length];
    const failed = await minutesAgo(2, () => withStripe("away", async () => press(await visit.open("/basket"))));
    expect(failed.status).toBe(503);
    // less than 30 minutes are left of what was asked for then: Stripe would refuse it
    const again = await Promise.all([press(failed), press(failed), press(failed)]);
    expect(again.map(answered)).toEqual(Array(3).fill([303, toStripe]));
    expect(new Set(again.map((reply) => reply.headers.location)).size).toBe(1);
    const [now, first, ...rest] = await orders();
    expect([now?.state, first?.state]).toEqual(["awaiting_payment", "expired"]);
    expect(rest).toHaveLength(before);
    expect(await held()).toBe(copies + 1);
    // and the same page once more, with the same token, is that order still
    expect((await press(failed)).headers.location).toBe(again[0]?.headers.location);
    expect(await orders()).toHaveLength(before + 2);
  });

  test("holds nothing while Stripe fails, and is asked for by the next press", async () => {
    await fill();
    const copies = await held();
    const failed = await withStripe("failing", async () => press(await visit.open("/basket")));
    expect(failed.status).toBe(422);
    expect(words(failed)).toContain(AGAIN);
    expect(await held()).toBe(copies);
    expect(answered(await press(failed))).toEqual([303, toStripe]);
    expect(await held()).toBe(copies + 1);
  });

  test("is asked for by the next press, too, where its order ended behind its back", async () => {
    await fill();
    const page = await visit.open("/basket");
    await press(page);
    const first = await newestCheckout();
    await house.stripe.advance(32 * 60);
    await house.quiet();
    expect(await stateOf(first.id)).toBe("expired");
    expect(answered(await press(page))).toEqual([303, toStripe]);
    expect((await newestCheckout()).id).not.toBe(first.id);
  });

  test("shows the new total first where a donation was chosen but not updated", async () => {
    await fill();
    const before = (await orders()).length;
    const page = await visit.open("/basket");
    expect(words(page)).toContain("Continue to payment: £1.60");
    const sent = await press(page, { donation: "500" });
    expect(answered(sent)).toEqual([303, "/basket?updated=yes"]);
    expect(await orders()).toHaveLength(before);
    const shown = await visit.open("/basket?updated=yes");
    expect(words(shown)).toContain(
      "Basket updated: 1 copy and a donation of £5.00. The total is now £6.60. Check it before you pay.",
    );
    expect(words(shown)).toContain("Continue to payment: £6.60");
    expect(answered(await press(shown))).toEqual([303, toStripe]);
    expect((await orders())[0]).toMatchObject({ total_pence: 660, donation_pence: 500 });
  });

  test("shows the new total first where another tab chose the donation", async () => {
    await fill();
    const page = await visit.open("/basket");
    await visit.openAndSend("/basket", quantity, { intent: "update", donation: "200" });
    expect(answered(await press(page))).toEqual([303, "/basket?updated=yes"]);
  });

  test("that is empty leads to no payment, whatever button is pressed", async () => {
    await fill();
    const page = await visit.open("/basket");
    await visit.openAndSend("/basket", quantity, { remove: "in-defence-of-october" });
    expect(answered(await press(page))).toEqual([303, "/basket"]);
    expect(words(await visit.open("/basket"))).toContain("Your basket is empty.");
  });
});

describe("a donation", () => {
  const GIVER = { line1: "2 Example Road", town: "London", postcode: "E11 3ZZ", own: "yes" };
  const give = (page: Reply, over: Record<string, string>) => visit.send(page, "name", { ...GIVER, ...over });
  const details = (every: "once" | "month") => visit.open(`/donate/details?every=${every}&amount=600`);
  const register = (checkout: string) =>
    house.site.db
      .selectFrom("regulated_donations")
      .innerJoin("payments", "payments.id", "payment_id")
      .select(["register_name", "regulated_value_pence"])
      .where("checkout_id", "=", checkout)
      .execute();

  test.each(["once", "month"] as const)("given %s by the name that was typed last, after an outage", async (every) => {
    const failed = await withStripe("away", async () => give(await details(every), { name: "Ada Exmaple" }));
    expect(failed.status).toBe(503);
    const old = await newestCheckout();
    const corrected = await give(failed, { name: "Ada Example" });
    expect(corrected.status).toBe(422);
    expect(words(corrected)).toContain(AGAIN);
    expect(corrected.body).toContain('value="Ada Example"');
    expect(await stateOf(old.id)).toBe("failed");
    expect(answered(await give(corrected, { name: "Ada Example" }))).toEqual([303, toStripe]);
    const { id } = await newestCheckout();
    await pay(house, id, { name: "Someone Else" });
    await house.quiet();
    expect(await register(id)).toEqual([{ register_name: "Ada Example", regulated_value_pence: 60_000 }]);
  });

  test.each([
    ["an address", { line1: "3 Example Road" }],
    ["a second line", { line2: "Flat 2" }],
    ["a postcode", { postcode: "E11 4ZZ" }],
    ["an overseas elector", { overseas: "yes" }],
  ])(
    "with %s corrected is another one, and the first can no longer be paid",
    async (_, over: Record<string, string>) => {
      const page = await details("once");
      expect(answered(await give(page, { name: "Bea Example" }))).toEqual([303, toStripe]);
      const old = await newestCheckout();
      expect((await give(page, { name: "Bea Example", ...over })).status).toBe(422);
      expect(await stateOf(old.id)).toBe("expired");
    },
  );

  test("with the same answers is the same one", async () => {
    const page = await details("once");
    const first = await give(page, { name: "Cleo Example", line2: "Flat 1" });
    const count = (await checkouts()).length;
    const again = await give(page, { name: " Cleo  Example ", line2: "Flat 1" });
    expect(answered(again)).toEqual([303, first.headers.location]);
    expect(await checkouts()).toHaveLength(count);
  });

  test("that was paid meanwhile leads to its thanks, and is not given twice", async () => {
    const page = await details("once");
    await give(page, { name: "Dora Exmaple" });
    const { id } = await newestCheckout();
    await pay(house, id, { name: "Dora Exmaple" });
    const again = await give(page, { name: "Dora Example" });
    expect(answered(again)).toEqual([303, expect.stringContaining(`/donate/thanks?checkout=${id}&key=`)]);
    expect((await newestCheckout()).id).toBe(id);
  });

  test("is asked for by the next press after Stripe failed", async () => {
    const amount = { every: "once", amount: "12" };
    const failed = await withStripe("failing", () => visit.openAndSend("/donate", "amount", amount));
    expect(failed.status).toBe(422);
    expect(words(failed)).toContain(AGAIN);
    expect(await stateOf((await newestCheckout()).id)).toBe("failed");
    expect(answered(await visit.send(failed, "amount", amount))).toEqual([303, toStripe]);
  });
});

describe("joining", () => {
  const reach = async (email: string) => {
    const details = { name: "Emma Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ" };
    await visit.openAndSend("/join", "postcode", { ...details, email });
    await visit.openAndSend("/join/dues", "rate", { rate: "other", amount: "5", agree: "yes" });
  };
  const send = () => visit.openAndSend("/join/check", "form-key", {});
  const tellUs = () => visit.openAndSend("/join/tell-us", "rate", { rate: "other", amount: "5", agree: "yes" });

  test("without paying now ends the page that could be paid", async () => {
    await reach("rather-not@reader.example");
    expect(answered(await send())).toEqual([303, toStripe]);
    const asked = await newestCheckout();
    await tellUs();
    expect((await send()).headers.location).toMatch(/^\/join\/thanks\?application=/);
    expect(await stateOf(asked.id)).toBe("expired");
    await expect(pay(house, asked.id)).rejects.toThrow();
  });

  test("without paying now, though paid in another tab, leads to the thanks for that", async () => {
    await reach("paid-after-all@reader.example");
    await send();
    const { id } = await newestCheckout();
    const applications = () => house.site.db.selectFrom("applications").select("id").execute();
    const before = (await applications()).length;
    await pay(house, id, { name: "Emma Example", email: "paid-after-all@reader.example" });
    await tellUs();
    expect((await send()).headers.location).toContain(`/join/thanks?checkout=${id}&key=`);
    expect(await applications()).toHaveLength(before);
  });

  test("without paying now waits until the page that could be paid is closed", async () => {
    await reach("still-open@reader.example");
    await send();
    const { id } = await newestCheckout();
    await tellUs();
    const page = await visit.open("/join/check");
    const failed = await withStripe("away", () => visit.send(page, "form-key", {}));
    expect(failed.status).toBe(503);
    expect(words(failed)).toContain("We could not reach the payment page you opened before, to close it.");
    expect((await visit.send(failed, "form-key", {})).headers.location).toMatch(/^\/join\/thanks\?application=/);
    expect(await stateOf(id)).toBe("expired");
  });

  test("is led to payment by the next press after Stripe failed", async () => {
    await reach("stripe-failed@reader.example");
    const page = await visit.open("/join/check");
    const failed = await withStripe("failing", () => visit.send(page, "form-key", {}));
    expect(failed.status).toBe(422);
    expect(words(failed)).toContain(AGAIN);
    expect(await stateOf((await newestCheckout()).id)).toBe("failed");
    expect(answered(await visit.send(failed, "form-key", {}))).toEqual([303, toStripe]);
  });

  test("goes on where what was asked for lay unopened for a day", async () => {
    const failed = await minutesAgo(22 * 60 + 45, async () => {
      await reach("next-day@reader.example");
      const page = await visit.open("/join/check");
      return withStripe("away", () => visit.send(page, "form-key", {}));
    });
    expect(failed.status).toBe(503);
    const again = await visit.send(failed, "form-key", {});
    expect(again.status).toBe(422);
    expect(answered(await visit.send(again, "form-key", {}))).toEqual([303, toStripe]);
  });
});
