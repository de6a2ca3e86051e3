import { openCheckout, prepareCheckout } from "#app/payments/checkout.ts";
import { askForOrder } from "#app/shop/orders.ts";
import { NotEnough } from "#app/shop/stock.ts";
import { transact } from "#db/client.ts";
import { askToBuy, askToGive, askToJoin } from "../../../support/money.ts";
import { type Act, pick, press } from "../act.ts";
import type { Means } from "../means.ts";
import type { Real } from "../real.ts";
import { open } from "../stripe.ts";
import { HOUR, MINUTE } from "../time.ts";
import { type Ask, isThere, type Model, type Order, postageOf, total } from "../truth.ts";
import { payAsk } from "./paying.ts";

/** An order's page holds copies and is short-lived; the others have time. */
const SHORT = 31 * MINUTE;
const LONG = 23 * HOUR;

/** Undefined means: the page is left open. */
type AtOnce = Means | undefined;
const then = (means: AtOnce) => (means ? `, paid with ${means.name}` : "");

export function buy(lines: Order["lines"], donation: number, means: AtOnce): Act {
  const words = `buy ${lines.map(({ slug, quantity }) => `${quantity} ${slug}`).join(" and ")}${donation ? ` and give ${donation}` : ""}`;
  return {
    name: words,
    can: () => true,
    async run(model, real) {
      const enough = isThere(model, lines);
      const formKey = crypto.randomUUID();
      const id = await press(() => askToBuy(real, lines, { donation, formKey }), NotEnough).catch((error: unknown) => {
        if (error instanceof NotEnough) return undefined;
        throw error;
      });
      if (model.synced && enough !== (id !== undefined))
        throw new Error(enough ? "sold out with copies on the shelf" : "sold what was not there");
      if (id === undefined) return `${words}: sold out`;
      const goods = total(lines.map(({ slug, quantity }) => (model.goods.get(slug)?.price ?? 0) * quantity));
      const name = `order ${model.orders.length + 1}`;
      const row = await rowOf(real, id);
      const order: Order = {
        name,
        id: row.order ?? "",
        lines,
        goods,
        postage: postageOf(model, lines),
        donation,
        lapsed: false,
      };
      model.orders.push(order);
      const ask: Ask = { name, id, session: row.session, kind: "order", pence: priceOf(order), state: "open", order };
      open(model, ask, real.now() + SHORT);
      await payAsk(model, real, ask, means);
      return `${words}: ${name}${then(means)}`;
    },
  };
}

const priceOf = ({ goods, postage, donation }: Order) => goods + postage + donation;

export function give(pence: number, monthly: boolean, means: AtOnce): Act {
  const words = `give ${pence}${monthly ? " a month" : ""}`;
  return {
    name: words,
    can: () => true,
    async run(model, real) {
      const formKey = crypto.randomUUID();
      const id = await press(() => askToGive(real, pence, monthly, formKey));
      const kind = monthly ? "monthly" : "gift";
      const name = `${monthly ? "monthly gift" : "gift"} ${model.asks.filter((one) => one.kind === kind).length + 1}`;
      const ask: Ask = { name, id, session: (await rowOf(real, id)).session, kind, pence, state: "open" };
      open(model, ask, real.now() + LONG);
      await payAsk(model, real, ask, means);
      return `${words}: ${name}${then(means)}`;
    },
  };
}

const DUES = 500;

/** `who`: somebody who asked before; undefined: somebody new. */
export function join(who: number | undefined, means: AtOnce): Act {
  return {
    name: who === undefined ? "join" : "join once more",
    can: (model) => who === undefined || model.persons > 0,
    async run(model, real) {
      const person = who === undefined ? ++model.persons : (who % model.persons) + 1;
      const formKey = crypto.randomUUID();
      const contact = { email: `joiner-${person}@reader.example`, fullName: `Joiner ${person} Example` };
      const id = await press(() => askToJoin(real, { ...contact, formKey }));
      const nth = model.asks.filter((one) => one.person === person).length + 1;
      const name = `joining of ${person}${nth > 1 ? `, time ${nth}` : ""}`;
      const ask: Ask = {
        name,
        id,
        session: (await rowOf(real, id)).session,
        kind: "join",
        pence: DUES,
        state: "open",
        person,
      };
      open(model, ask, real.now() + LONG);
      await payAsk(model, real, ask, means);
      return `${name}${then(means)}`;
    },
  };
}

const paidOrders = (model: Model) =>
  model.orders.filter(
    (order) =>
      model.payments.some((payment) => payment.ask.order === order && payment.role === "settles") &&
      !model.asks.some((ask) => ask.order === order && ask.state === "open"),
  );

/** An order that is paid is asked to be paid once more, as a second tab might, and is. */
export function payAgain(n: number, means: Means): Act {
  return {
    name: "pay an order again",
    // a page of it that lapsed without our knowing is taken for open, and there is one at a time
    can: (model) => model.synced && paidOrders(model).length > 0,
    async run(model, real) {
      const order = pick(paidOrders(model), n);
      const { site } = real;
      const pence = (
        await site.db.selectFrom("orders").selectAll().where("id", "=", order.id).executeTakeFirstOrThrow()
      ).total_pence;
      const { id } = await transact(site.db, (tx) => prepareCheckout(tx, site, { order_id: order.id }, pence));
      await press(async () => openCheckout(site, id, await askForOrder(site, order.id)));
      const times = model.asks.filter((ask) => ask.order === order).length;
      const name = `${order.name}, time ${times + 1}`;
      const { session } = await rowOf(real, id);
      const ask: Ask = { name, id, session, kind: "order", pence: priceOf(order), state: "open", order };
      open(model, ask, real.now() + SHORT);
      await payAsk(model, real, ask, means);
      return `pay ${order.name} again with ${means.name}`;
    },
  };
}

/** Our rows' names for what was asked: none of what they hold is believed. */
async function rowOf({ site }: Real, id: string): Promise<{ order: string | null; session: string }> {
  const row = await site.db
    .selectFrom("checkouts")
    .select(["order_id", "session_id"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return { order: row.order_id, session: row.session_id ?? "" };
}
