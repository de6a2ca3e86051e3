import { afterAll, beforeAll, expect, test } from "vitest";
import { settleCheckout } from "#app/settlement.ts";
import { audit } from "./audit/audit.ts";
import { changes, snapshot } from "./audit/changes.ts";
import { readTruth } from "./audit/truth.ts";
import { type Desk, newPayer, openBook, pay } from "./business/desk.ts";
import { askToGive } from "./business/giving.ts";
import { askToBuy } from "./business/orders.ts";
import { throwDice } from "./dice.ts";
import { type Ground, openGround } from "./stage/ground.ts";
import { printCopies } from "./stage/print.ts";
import { openStage, type Stage } from "./stage/stage.ts";

/** An audit that finds nothing proves something only where it would have found it. */
let ground: Ground;
let stage: Stage;
let desk: Desk;
let printed: Map<string, number>;
beforeAll(async () => {
  ground = await openGround();
  stage = await openStage(ground);
  stage.listen(false);
  desk = { stage, chances: throwDice(1), book: openBook() };
  printed = await printCopies(stage, {});
});
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const look = async () => audit(stage, await readTruth(stage, desk.book.asked), printed);
const breakIn = (statement: string) =>
  stage.database.owner.query(`set session_replication_role = replica; ${statement}; reset session_replication_role`);

test("the audit sees what was lost, doubled, miscounted and not told of", async () => {
  const gift = await askToGive(desk, 1_000, false);
  await pay(desk, gift, newPayer());
  const lost = await look();
  expect(lost.lost).toEqual([expect.stringContaining("no payment for cs_test_")]);

  await settleCheckout(stage.site, gift.checkoutId);
  const order = await askToBuy(desk, [{ slug: "in-defence-of-october", quantity: 2 }]);
  if (!order) throw new Error("there are copies");
  await pay(desk, order, newPayer());
  await settleCheckout(stage.site, order.checkoutId);
  const sound = await look();
  expect([sound.lost, sound.doubled, sound.letters, sound.stock, sound.selfCheck]).toEqual([[], [], [], [], []]);

  const intent = "select payment_intent_id from payments where order_id is not null";
  const refund = await stage.site.stripe.refunds.create({
    payment_intent: (await stage.database.owner.query(intent)).rows[0].payment_intent_id,
  });
  await breakIn("update donations set amount_pence = 1; delete from outbox; update stock set on_hand = on_hand + 1");
  await breakIn("update payments set payment_intent_id = 'pi_nobody' where order_id is null");
  const unsound = await look();
  expect(unsound.lost).toEqual([expect.stringContaining("no payment for cs_test_"), `refund ${refund.id} of 210p`]);
  expect(unsound.doubled).toEqual(["a payment that Stripe knows nothing of: pi_nobody"]);
  expect(unsound.letters).toHaveLength(2);
  expect(unsound.stock).toHaveLength(3);
  expect(unsound.selfCheck.length).toBeGreaterThan(2);
});

test("a walk that changes one row is seen", async () => {
  const before = await snapshot(stage.database.owner);
  expect(changes(before, await snapshot(stage.database.owner))).toEqual([]);
  await breakIn("update checkouts set attempt_no = 2 where order_id is not null");
  expect(changes(before, await snapshot(stage.database.owner))).toEqual(["1 rows of checkouts"]);
});
