import { afterEach, beforeEach, expect, test } from "vitest";
import { reconcile } from "#app/jobs/reconcile.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToGive, balances, pay } from "../support/money.ts";
import { control, stripeBalance } from "../support/stripe-controls.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

test("a payout that the bank sends back is booked back by its own news, before any walk", async () => {
  await pay(house, await askToGive(house, 50_000));
  await house.quiet();
  await house.stripe.advance(8 * 86_400);
  await control(house, "payout", { fail: true });
  await house.quiet();
  const books = await balances(house);
  expect(books).toEqual({ donations_accepted: -50_000, stripe_clearing: 49_230, stripe_fees: 770 });
  expect(books.stripe_clearing).toBe(stripeBalance(house));
  expect((await house.site.db.selectFrom("payouts").select("state").executeTakeFirstOrThrow()).state).toBe("failed");
  // and it leaves with the next one, which is made of the money that came back
  await control(house, "payout");
  await house.quiet();
  expect(await balances(house)).toEqual({ bank: 49_230, donations_accepted: -50_000, stripe_fees: 770 });
  const named = await house.site.db.selectFrom("payouts").select("state").where("named_at", "is not", null).execute();
  expect(named.map((payout) => payout.state).sort()).toEqual(["failed", "paid"]);
  expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, unexplainedPence: 0, faults: 0 });
});
