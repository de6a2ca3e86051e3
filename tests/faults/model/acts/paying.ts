import { abandonCheckout, settleCheckout } from "#app/settlement.ts";
import { type Act, pick, press, tell } from "../act.ts";
import { CARD, type Means } from "../means.ts";
import type { Real } from "../real.ts";
import { payMonthly, payOnce } from "../stripe.ts";
import type { Ask, Model } from "../truth.ts";

type Outcome = { outcome: string; session: { payment_intent: string | null; subscription: string | null } };

/** Presses Pay on Stripe's page. A bank is offered for dues alone; elsewhere a card is taken out instead. */
export async function payAsk(model: Model, real: Real, ask: Ask, chosen: Means | undefined): Promise<void> {
  if (!chosen) return;
  const means = chosen.by === "bank" && ask.kind !== "join" ? CARD : chosen;
  const who =
    ask.person === undefined
      ? { email: "ada@reader.example", name: "Ada Example" }
      : { email: `joiner-${ask.person}@reader.example`, name: `Joiner ${ask.person} Example` };
  const { outcome, session } = (await real.stripe.pay(ask.session, { ...who, ...means.typed })) as Outcome;
  tell(model);
  if ((outcome === "complete") !== !means.refused)
    throw new Error(`the model is wrong: ${means.name} came to ${outcome}`);
  if (means.refused) return;
  model.now = real.now();
  if (ask.kind === "join" || ask.kind === "monthly") payMonthly(model, ask, means, session.subscription ?? "");
  else payOnce(model, ask, means, session.payment_intent ?? "");
}

export const openAsks = (model: Model) => model.asks.filter((ask) => ask.state === "open");

export function pay(n: number, means: Means): Act {
  return {
    name: "pay",
    can: (model) => openAsks(model).length > 0,
    async run(model, real) {
      const ask = pick(openAsks(model), n);
      await payAsk(model, real, ask, means);
      return `pay ${ask.name} with ${means.name}`;
    },
  };
}

/** The basket has changed, so the page that was open is ended. */
export function abandon(n: number): Act {
  return {
    name: "end a page",
    can: (model) => openAsks(model).length > 0,
    async run(model, real) {
      const ask = pick(openAsks(model), n);
      await press(() => abandonCheckout(real.site, ask.id));
      ask.state = "expired";
      tell(model);
      return `end the page of ${ask.name}`;
    },
  };
}

/** The payer is back on our thank-you page, which looks for itself, in two tabs and while the worker works. */
export function comeBack(n: number): Act {
  return {
    name: "come back from Stripe",
    can: (model) => model.asks.length > 0,
    async run(model, real) {
      const ask = pick(model.asks, n);
      const look = () => press(() => settleCheckout(real.site, ask.id));
      await Promise.all([look(), look(), ...(model.awake ? [real.work()] : [])]);
      return `come back from the page of ${ask.name}`;
    },
  };
}

const running = (model: Model) => model.subs.filter((sub) => !sub.ended && !sub.bounced);

/** Ended on Stripe's dashboard. */
export function endPromise(n: number): Act {
  return {
    name: "end a promise",
    can: (model) => running(model).length > 0,
    async run(model, real) {
      const sub = pick(running(model), n);
      await real.atStripe(() => real.site.stripe.subscriptions.cancel(sub.id));
      sub.ended = true;
      tell(model);
      return `end ${sub.name} at Stripe`;
    },
  };
}
