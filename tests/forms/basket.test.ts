import { describe, expect, test } from "vitest";
import { readBody } from "#app/forms/read-body.ts";
import { readForm } from "#app/forms/read-form.ts";
import { pence } from "#app/money/pence.ts";
import { type Asking, asksFor, canBePaid } from "#app/shop/asking.ts";
import type { PricedBasket } from "#app/shop/basket.ts";
import { fewLeft, hindrances } from "#app/shop/basket-view.ts";
import { AddForm, slugsIn, updateForm } from "#app/shop/forms.ts";
import { post } from "./posting.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const line = (slug: string, quantity: number, unit: number) => ({
  pamphletId: slug,
  slug,
  title: slug.toUpperCase(),
  quantity,
  unitPence: pence(unit),
  linePence: pence(unit * quantity),
  left: 100,
  place: 0,
});
const basket = (lines = [line("a", 2, 50)], postage: number | undefined = 110): PricedBasket => ({
  lines,
  goodsPence: pence(100),
  postage: postage === undefined ? undefined : { name: "Letter", pence: pence(postage) },
  donationPence: pence(0),
  totalPence: pence(100 + (postage ?? 0)),
  feePence: pence(23),
  grams: 80,
});
const shown = { prices: new Map([["a", 50]]), postage: 110 };

describe("paying what was shown", () => {
  test("nothing stands in the way of an honest basket", () => expect(hindrances(basket(), shown, "020")).toEqual({}));

  test("a price that changed meanwhile is said, with the new one", () => {
    expect(hindrances(basket([line("a", 2, 60)]), shown, "020")).toEqual({
      "quantity-a": "The price of A is now 60p. Check the total before you pay.",
    });
  });

  test("so is a price that was not sent, or was made up", () => {
    expect(Object.keys(hindrances(basket(), { prices: new Map(), postage: 110 }, "020"))).toEqual(["quantity-a"]);
    expect(Object.keys(hindrances(basket(), { prices: new Map([["a", 1]]), postage: 110 }, "020"))).toEqual([
      "quantity-a",
    ]);
  });

  test("so is postage", () => {
    expect(hindrances(basket(undefined, 155), shown, "020")["quantity-a"]).toBe(
      "Postage is now £1.55. Check the total before you pay.",
    );
  });

  test("a basket too heavy for the post leads to the phone", () => {
    const heavy = { ...basket(), postage: undefined };
    expect(hindrances(heavy, shown, "020 7946 0000")["quantity-a"]).toContain("020 7946 0000");
  });

  test("few copies are counted in words that tell what to do", () => {
    expect([fewLeft("A", 3), fewLeft("A", 1), fewLeft("A", 0)]).toEqual([
      "Only 3 copies of A are left. Change the quantity.",
      "Only 1 copy of A is left. Change the quantity.",
      "A has sold out. Remove it to go on.",
    ]);
  });
});

describe("asking again", () => {
  const asking = (over: Partial<Asking> = {}): Asking => ({
    checkoutId: "c",
    state: "open",
    expiresAt: new Date(NOW.getTime() + 30 * 60_000),
    orderId: "o",
    reference: "P-3467-9ACD",
    postagePence: pence(110),
    donationPence: pence(0),
    lines: [{ slug: "a", title: "A", quantity: 2, unit_pence: pence(50), pamphlet_id: "a" }],
    ...over,
  });

  test("opens the same page only for the same basket, to the penny", () => {
    expect(asksFor(asking(), basket())).toBe(true);
    expect(asksFor(asking(), basket([line("a", 3, 50)]))).toBe(false);
    expect(asksFor(asking(), basket([line("a", 2, 51)]))).toBe(false);
    expect(asksFor(asking(), basket([line("a", 2, 50), line("b", 1, 50)]))).toBe(false);
    expect(asksFor(asking({ donationPence: pence(100) }), basket())).toBe(false);
    expect(asksFor(asking({ postagePence: pence(111) }), basket())).toBe(false);
  });

  test("and only while there is time left to pay", () => {
    expect(canBePaid(asking(), NOW)).toBe(true);
    expect(canBePaid(asking({ state: "expired" }), NOW)).toBe(false);
    expect(canBePaid(asking(), new Date(NOW.getTime() + 29 * 60_000))).toBe(false);
  });

  test("what Stripe has no page for yet needs the half hour that Stripe wants", () => {
    const prepared = (seconds: number) =>
      asking({ state: "prepared", expiresAt: new Date(NOW.getTime() + seconds * 1000) });
    expect([canBePaid(prepared(1831), NOW), canBePaid(prepared(1830), NOW)]).toEqual([true, false]);
  });
});

describe("the basket's forms", () => {
  test("one copy is added where no number is given", async () => {
    const read = await readForm(
      post([
        ["intent", "add"],
        ["slug", "in-defence-of-october"],
      ]),
      AddForm,
    );
    expect(read.ok && read.value).toEqual({
      intent: "add",
      slug: "in-defence-of-october",
      quantity: 1,
      "from-text": undefined,
    });
  });

  test.each(["0", "-1", "51", "1.5", "٣"])("%j copies are not added", async (quantity) => {
    const read = await readForm(
      post([
        ["intent", "add"],
        ["slug", "a"],
        ["quantity", quantity],
      ]),
      AddForm,
    );
    expect(read.ok ? {} : read.errors).toEqual({ quantity: "Quantity must be a whole number from 1 to 50" });
  });

  test("tampered slugs are no fields of the form", async () => {
    const body = await readBody(
      post([
        ["quantity-a", "2"],
        ["quantity-../b", "2"],
        ["price-a", "50"],
        ["quantity-", "1"],
        ["intent", "update"],
      ]),
    );
    expect(slugsIn(body)).toEqual(["a"]);
    const read = await readForm(body, updateForm(slugsIn(body)));
    expect(read.ok ? {} : read.errors).toEqual({ form: expect.stringMatching(/has changed since you opened it/) });
  });
});
