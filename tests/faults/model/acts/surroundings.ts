import type { Reconciled } from "#app/jobs/reconcile.ts";
import { settle } from "#app/settlement.ts";
import { control } from "../../../support/stripe-controls.ts";
import { type Act, pick, press, tell } from "../act.ts";
import type { AnswerFault } from "../faults.ts";
import type { Real } from "../real.ts";
import { passTo, sellElsewhere } from "../stripe.ts";

const always = () => true;

/** Time passes, here and at Stripe: pages lapse, debits arrive, promises renew. */
export function wait(words: string, seconds: number): Act {
  return {
    name: `${words} passes`,
    can: always,
    async run(model, real) {
      await real.stripe.advance(seconds);
      passTo(model, real.now());
      tell(model);
      return `${words} passes`;
    },
  };
}

/** Stripe's news reaches nobody from now on. */
export const hush: Act = {
  name: "news goes astray from here on",
  can: ({ listening }) => listening,
  async run(model, real) {
    real.listen(false);
    model.listening = false;
    return this.name;
  },
};

export const listen: Act = {
  name: "news arrives again",
  can: ({ listening }) => !listening,
  async run(model, real) {
    real.listen(true);
    model.listening = true;
    return this.name;
  },
};

export const sleep: Act = {
  name: "the worker stops",
  can: ({ awake }) => awake,
  async run(model) {
    model.awake = false;
    return this.name;
  },
};

export const work: Act = {
  name: "the worker works",
  can: ({ awake }) => !awake,
  async run(model) {
    model.awake = true;
    return this.name;
  },
};

/** Something Stripe told, or never told, is told once more: as the same event, and as another one about the same. */
export function oldNews(n: number): Act {
  return {
    name: "old news",
    can: ({ asks }) => asks.length > 0,
    async run(_model, real) {
      const events = await real.atStripe(() => real.site.stripe.events.list({ limit: 100 }));
      if (events.data.length === 0) return "old news: there is none";
      const event = pick(events.data, n);
      await control(real, "redeliver", { event: event.id });
      const { id, object } = event.data.object as { id?: string; object: string };
      if (id) await press(() => settle(real.site, { kind: object, id }));
      return `old news: ${event.type}`;
    },
  };
}

/** Work breaks off halfway: some of the next answers of Stripe are lost, after or before what was asked was done. */
export function breakOff(fault: AnswerFault): Act {
  return {
    name: fault.name,
    can: always,
    async run(_model, real) {
      real.stripe.chaos.seed = fault.seed;
      Object.assign(real.stripe.chaos.answers, fault.switches);
      return fault.name;
    },
  };
}

const MOST_WALKS = 8;

/**
 * The walk through Stripe's lists, until one goes through without a fault; what it queued is done, and one more walk has
 * to find the books as Stripe has them. Then nothing is lost any more.
 */
export const walk: Act = {
  name: "reconcile",
  can: ({ awake }) => awake,
  async run(model, real) {
    await walkCleanly(real);
    const { differencePence, unexplainedPence, suspensePence } = await walkCleanly(real);
    if (differencePence !== 0 || unexplainedPence !== 0 || suspensePence !== model.foreign)
      throw new Error(
        `reconcile left a difference of ${differencePence}, of which nothing explains ${unexplainedPence}; ` +
          `${suspensePence} in suspense where another shop took ${model.foreign}`,
      );
    model.lost = false;
    return this.name;
  },
};

/** While the worker works. A fault on purpose may break one walk off; it is walked again, as the worker does every ten minutes. */
async function walkCleanly(real: Real): Promise<Reconciled> {
  for (let walks = 1; ; walks++) {
    try {
      const [run] = await Promise.all([real.reconcile(), real.work()]);
      await real.work();
      if (run.faults === 0) return run;
      if (walks === MOST_WALKS) throw new Error(`reconcile has ${run.faults} faults each time`);
    } catch (fault) {
      if (walks === MOST_WALKS) throw fault;
    }
  }
}

/** Another shop on the same account sells: its money is ours to explain, and is no sale. */
export function foreignSale(pence: number): Act {
  return {
    name: "another shop sells",
    can: always,
    async run(model, real) {
      await real.atStripe(async () => {
        const { id } = await real.site.stripe.checkout.sessions.create({
          mode: "payment",
          line_items: [
            { quantity: 1, price_data: { currency: "gbp", unit_amount: pence, product_data: { name: "Mug" } } },
          ],
          success_url: "https://elsewhere.example/done",
        });
        await real.stripe.pay(id);
      });
      model.now = real.now();
      sellElsewhere(model, pence);
      // no news tells of it in a way that is ours to settle: the walk finds it
      model.lost = true;
      tell(model);
      return `another shop sells for ${pence}`;
    },
  };
}
