import { pence } from "#app/money/pence.ts";
import { requestRefund } from "#app/payments/refund-request.ts";
import { transact } from "#db/client.ts";
import { audit } from "../audit/audit.ts";
import { readTruth } from "../audit/truth.ts";
import { type Asked, type Desk, newPayer, openBook, pay } from "../business/desk.ts";
import { askToGive } from "../business/giving.ts";
import { throwDice } from "../dice.ts";
import { atMost, exactly, type Figures, told } from "../figures.ts";
import { list } from "../reckoning.ts";
import { printCopies } from "../stage/print.ts";
import type { Stage } from "../stage/stage.ts";

const PAID = 1_000;
const BACK = 300;
/** What fits into the payment. */
const MOST = 3;

/**
 * Many refunds of £3 at once on payments of £10: asked for here, made at Stripe as on its dashboard, and both. Then
 * Stripe tells all of it again. No more goes back than came, and each refund is recorded once (P8).
 */
export async function refundsAtOnce(stage: Stage, refunds: number): Promise<Figures> {
  const desk: Desk = { stage, chances: throwDice(1), book: openBook() };
  const printed = await printCopies(stage, {});
  const [here, there, both, onePress] = [await give(desk), await give(desk), await give(desk), await give(desk)];
  await stage.quiet();

  const asked = await Promise.all(times(refunds, () => askHere(stage, here, crypto.randomUUID())));
  const made = await Promise.all(times(refunds, () => makeThere(stage, there)));
  const halfHere = times(Math.ceil(refunds / 2), () => askHere(stage, both, crypto.randomUUID()));
  const halfThere = times(Math.ceil(refunds / 2), () => makeThere(stage, both));
  await Promise.all([...halfHere, ...halfThere]);
  const key = crypto.randomUUID();
  const pressed = await Promise.all(times(refunds, () => askHere(stage, onePress, key)));
  await stage.quiet();
  await tellAgain(stage);
  await stage.quiet();

  const truth = await readTruth(stage, desk.book.asked);
  const books = await audit(stage, truth, printed);
  const sums = new Map<string, number>();
  for (const { intent, pence: back } of truth.refunds) sums.set(intent, (sums.get(intent) ?? 0) + back);
  return {
    part: "refunds at once",
    figures: [
      told("asked for at once, each way", refunds),
      exactly("accepted of those asked for here", asked.filter(Boolean).length, MOST),
      exactly("accepted of those made at Stripe", made.filter(Boolean).length, MOST),
      exactly("one wish pressed at once: refunds at Stripe", countOf(truth, await intentOf(stage, onePress)), 1),
      exactly("and presses answered with it", pressed.filter(Boolean).length, refunds),
      told("refunds at Stripe in all", truth.refunds.length),
      atMost("the most that went back of one payment, pence", Math.max(...sums.values()), PAID),
      list("lost", books.lost),
      list("doubled", books.doubled),
      exactly("clearing less Stripe's balance, pence", books.clearingPence - truth.balancePence, 0),
      list("self-check", books.selfCheck),
    ],
  };
}

const times = <T>(n: number, act: () => Promise<T>) => Array.from({ length: n }, act);

async function give(desk: Desk): Promise<Asked> {
  const asked = await askToGive(desk, PAID, false);
  await pay(desk, asked, newPayer());
  return asked;
}

/** Asks for one refund in the house, as an officer does; false where the house says no. */
async function askHere(stage: Stage, { checkoutId }: Asked, key: string): Promise<boolean> {
  const { id } = await stage.site.db
    .selectFrom("payments")
    .select("id")
    .where("checkout_id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  const answer = await transact(stage.site.db, (tx) =>
    requestRefund(tx, { paymentId: id, amountPence: pence(BACK), key, origin: "command", reason: "faults" }),
  );
  return answer.ok;
}

async function makeThere(stage: Stage, asked: Asked): Promise<boolean> {
  const payment_intent = await intentOf(stage, asked);
  return stage.site.stripe.refunds.create({ payment_intent, amount: BACK }).then(
    () => true,
    () => false,
  );
}

async function intentOf(stage: Stage, { sessionId }: Asked): Promise<string> {
  return String((await stage.site.stripe.checkout.sessions.retrieve(sessionId)).payment_intent);
}

const countOf = (truth: { refunds: { intent: string }[] }, intent: string) =>
  truth.refunds.filter((refund) => refund.intent === intent).length;

/** Every piece of news about a refund, delivered again. */
async function tellAgain(stage: Stage): Promise<void> {
  const types = ["refund.created", "refund.updated", "charge.refunded"];
  for await (const { id } of stage.site.stripe.events.list({ types, limit: 100 })) {
    const answer = await fetch(`${stage.stripeUrl}/_sandbox/redeliver`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ event: id }),
    });
    if (!answer.ok) throw new Error(`the stand-in does not deliver ${id} again`);
  }
}
