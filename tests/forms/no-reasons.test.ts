import { afterAll, beforeAll, expect, test } from "vitest";
import { linkKey } from "#app/references/link-key.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, askToJoin } from "../support/money.ts";
import { DAY, pass } from "../support/promises.ts";
import { Visit, words } from "./visit.ts";

/**
 * No page on the way to a payment and back tells whether a card was good, or what its bank said: a list of stolen cards
 * is worth no more after it went through us.
 */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => closeSound(house));

const BAD = ["4000000000000002", "4000000000009995", "4000000000000069", "4000000000000127"];
const REASONS =
  /declin|insufficient|not enough money|lost|stolen|cvc|security code|fraud|your bank (said|refused|sent)|your card has|refused it/i;

test("whatever a bank said of a card, the pages that lead back from Stripe say that nothing was taken", async () => {
  const { formSecret } = house.site.settings;
  const checkouts = {
    once: await askToGive(house, 500),
    month: await askToGive(house, 500, true),
    order: await askToBuy(house, [{ slug: "in-defence-of-october", quantity: 1 }]),
    dues: await askToJoin(house),
  };
  const rows = await house.site.db.selectFrom("checkouts").selectAll().execute();
  const pages = [
    "/donate?back=stripe&every=once&amount=5.00",
    "/basket?back=stripe",
    "/join/check?back=stripe",
    ...[checkouts.once, checkouts.month].map(
      (id) => `/donate/thanks?checkout=${id}&key=${linkKey(formSecret, "checkout", id)}`,
    ),
    `/join/thanks?checkout=${checkouts.dues}&key=${linkKey(formSecret, "checkout", checkouts.dues)}`,
  ];
  const order = await house.site.db.selectFrom("orders").selectAll().executeTakeFirstOrThrow();
  pages.push(`/orders/${order.public_ref}?key=${linkKey(formSecret, "order", order.id)}`);

  const visit = new Visit(house.url);
  await visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" });
  const details = { name: "Emma Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ" };
  await visit.openAndSend("/join", "postcode", { ...details, email: "emma@reader.example" });
  await visit.openAndSend("/join/dues", "rate", { rate: "other", amount: "5", agree: "yes" });
  const said = async () => {
    const all: string[] = [];
    for (const page of pages) {
      const reply = await visit.open(page);
      expect(reply.status, page).toBe(200);
      // without its tokens, which differ each time
      all.push(words(reply).replace(/<[^>]*>/g, ""));
    }
    return all;
  };
  const before = await said();
  for (const card of BAD) for (const { session_id } of rows) await house.stripe.pay(session_id ?? "", { number: card });
  const { data: charges } = await house.site.stripe.charges.list({ limit: 100 });
  expect(charges.map(({ status }) => status)).toEqual(Array(BAD.length * rows.length).fill("failed"));
  await house.quiet();
  const after = await said();
  expect(after).toEqual(before);
  for (const page of after) expect(page).not.toMatch(REASONS);
  expect(after[0]).toContain("Nothing was taken.");
  expect(after[1]).toContain("Payment not taken.");

  await pass(house, DAY);
  const over = await said();
  for (const page of over) expect(page).not.toMatch(REASONS);
  expect(over[3]).toContain("No money was taken.");
  expect(over[6]).toContain("No money was taken.");
});
