import { pence } from "#app/money/pence.ts";
import { requestRefund } from "#app/payments/refund-request.ts";
import { transact } from "#db/client.ts";
import { control } from "../../../support/stripe-controls.ts";
import { type Act, pick, tell } from "../act.ts";
import { LOST_REFUND } from "../faults.ts";
import { canDispute, decide, dispute, isRefundable, payOut, readyOf, refund } from "../stripe.ts";
import type { Model, Payment } from "../truth.ts";

/** A part of a payment, in hundredths of it: at least a penny. */
const partOf = (payment: Payment, hundredths: number) => Math.max(1, Math.floor((payment.pence * hundredths) / 100));

/** Asked for by us; `presses` of one button with one key are one refund, and so it is where its answer gets `lost`. */
export function refundByUs(n: number, hundredths: number, presses: number, lost: boolean): Act {
  return {
    name: "send money back",
    can: (model) => model.payments.length > 0,
    async run(model, { site, stripe }) {
      const payment = pick(model.payments, n);
      const amount = partOf(payment, hundredths);
      const words = `send ${amount} of ${payment.name} back${lost ? " and lose the answer" : ""}`;
      if (lost) Object.assign(stripe.chaos.answers, LOST_REFUND);
      const row = await site.db
        .selectFrom("payments")
        .select("id")
        .where("payment_intent_id", "=", payment.intent)
        .executeTakeFirst();
      if (!row) return `${words}: not known yet`;
      const key = crypto.randomUUID();
      const ask = () =>
        transact(site.db, (tx) =>
          requestRefund(tx, {
            paymentId: row.id,
            amountPence: pence(amount),
            key,
            origin: "command",
            reason: "asked for",
          }),
        );
      const answers = await Promise.all(Array.from({ length: presses }, ask));
      const yes = answers.filter((answer) => answer.ok && !answer.again).length;
      if (yes > 1 || answers.some((answer) => answer.ok !== yes > 0)) throw new Error("one wish became two refunds");
      if (model.synced && yes > 0 !== isRefundable(payment, amount))
        throw new Error(`${words}: the house said ${yes > 0 ? "yes" : "no"}, and Stripe would not`);
      if (yes > 0) model.wishes.push({ payment, pence: amount, origin: "command" });
      return `${words}: ${yes > 0 ? "yes" : "no"}`;
    },
  };
}

export function refundAtStripe(n: number, hundredths: number): Act {
  return {
    name: "refund at Stripe",
    can: (model) => model.payments.length > 0,
    async run(model, real) {
      const payment = pick(model.payments, n);
      const amount = partOf(payment, hundredths);
      const words = `refund ${amount} of ${payment.name} at Stripe`;
      const refused = await real
        .atStripe(() => real.site.stripe.refunds.create({ payment_intent: payment.intent, amount }))
        .then(() => false)
        .catch(() => true);
      if (refund(model, payment, amount, "stripe") === refused)
        throw new Error(`the model is wrong: ${words} was ${refused ? "refused" : "done"}`);
      if (!refused) tell(model);
      return `${words}${refused ? ": refused" : ""}`;
    },
  };
}

const disputable = (model: Model) => model.payments.filter(canDispute);

export function openDispute(n: number): Act {
  return {
    name: "dispute",
    can: (model) => disputable(model).length > 0,
    async run(model, real) {
      const payment = pick(disputable(model), n);
      const { id } = await control<{ id: string }>(real, "dispute", { payment_intent: payment.intent });
      dispute(model, payment, id);
      tell(model);
      return `dispute ${payment.name}`;
    },
  };
}

const disputed = (model: Model) => model.payments.filter((payment) => payment.dispute?.state === "open");

export function decideDispute(n: number, won: boolean): Act {
  return {
    name: won ? "win a dispute" : "lose a dispute",
    can: (model) => disputed(model).length > 0,
    async run(model, real) {
      const payment = pick(disputed(model), n);
      await control(real, "dispute", { dispute: payment.dispute?.id, outcome: won ? "won" : "lost" });
      decide(model, payment, won);
      tell(model);
      return `${won ? "win" : "lose"} the dispute of ${payment.name}`;
    },
  };
}

export function payout(fails: boolean): Act {
  return {
    name: fails ? "a payout that comes back" : "a payout",
    can: (model) => readyOf(model) > 0,
    async run(model, real) {
      await control(real, "payout", fails ? { fail: true } : {});
      payOut(model, fails);
      tell(model);
      return fails ? "a payout that comes back" : "a payout";
    },
  };
}
