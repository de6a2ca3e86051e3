import type { Reply } from "../../support/ask.ts";
import type { CrashSite } from "./crash-site.ts";
import { BUY, type Journey, type Person } from "./journeys.ts";
import { settle } from "./run-journey.ts";

/** A bought order that is settled, its payment intent, and somebody who wants money of it to go back. */
type Bought = Person & { reference: string; paymentIntentId: string };

async function bought(site: CrashSite): Promise<Bought> {
  const person = await BUY.arrive(site);
  await BUY.go(site, person);
  const { rows } = await site.stage.database.owner.query<{ ref: string; intent: string }>(
    `select o.public_ref as ref, p.payment_intent_id as intent from orders o join payments p on p.order_id = o.id
     order by o.created_at desc limit 1`,
  );
  const [{ ref, intent } = { ref: "", intent: "" }] = rows;
  return { ...person, reference: ref, paymentIntentId: intent };
}

/** What the command answers, as if it were a page: done, or cut off. */
async function askFor(site: CrashSite, reference: string, key: string): Promise<Reply> {
  const { code, said } = await site.command.run(
    "refund",
    reference,
    "--amount",
    "0.50",
    "--reason",
    "sent back",
    "--key",
    key,
  );
  if (code === null) throw new Error("the command was killed");
  return { status: code === 0 ? 200 : 422, headers: {}, body: said, bytes: Buffer.from(said) };
}

/**
 * An officer asks by command for less than half to go back, so that a second refund would find room. Pressed again, the
 * command is typed again with the same key.
 */
const OURS: Journey = {
  name: "a refund of ours",
  async arrive(site) {
    const { reference, ...person } = await bought(site);
    const key = `crash-${reference}`;
    const press = () => askFor(site, reference, key);
    return { ...person, press, pressOn: press };
  },
  async go(site, person) {
    site.watch.during = "the command";
    const asked = await person.press().catch(() => person.press());
    if (asked.status !== 200) throw new Error(`the command refuses: ${asked.body}`);
    await settle(site);
  },
  leaves: { refunds: 1, "refunds at Stripe": 1, "pence refunded at Stripe": 50, ledger_entries: 1, payments: 0 },
};

/** Somebody refunds in Stripe's dashboard: all the site gets of it is news. */
const STRIPES: Journey = {
  name: "news of a refund made at Stripe",
  async arrive(site) {
    const { paymentIntentId, ...person } = await bought(site);
    const press = async (): Promise<Reply> => {
      const { stripe } = site.stage.site;
      await stripe.refunds.create({ payment_intent: paymentIntentId, amount: 50 }, { idempotencyKey: paymentIntentId });
      return { status: 200, headers: {}, body: "", bytes: Buffer.alloc(0) };
    };
    return { ...person, press, pressOn: press };
  },
  async go(site, person) {
    site.watch.during = "the dashboard";
    await person.press();
    await settle(site);
  },
  leaves: { refunds: 1, "refunds at Stripe": 1, "pence refunded at Stripe": 50, ledger_entries: 1, payments: 0 },
};

export const REFUND_JOURNEYS: readonly Journey[] = [OURS, STRIPES];
