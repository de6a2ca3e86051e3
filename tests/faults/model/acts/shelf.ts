import { expireOrder } from "#app/shop/orders.ts";
import { transact } from "#db/client.ts";
import { type Act, pick } from "../act.ts";
import type { Means } from "../means.ts";
import type { Real } from "../real.ts";
import { type Ask, freeOf, type Model } from "../truth.ts";
import { openAsks, payAsk } from "./paying.ts";

/** Copies come from the printer, or are sold at the stall: by the shelf's own guard, and never those that orders hold. */
export function moveStock(slug: string, copies: number): Act {
  return {
    name: copies > 0 ? "print copies" : "sell at the stall",
    can: () => true,
    async run(model, real) {
      const done = await move(model, real, slug, copies);
      const words = copies > 0 ? `print ${copies} ${slug}` : `sell ${-copies} ${slug} at the stall`;
      return `${words}${done ? "" : ": not so many"}`;
    },
  };
}

async function move(model: Model, { database }: Real, slug: string, copies: number): Promise<boolean> {
  const enough = freeOf(model, slug) + copies >= 0;
  const { rowCount } = await database.owner.query(
    `with moved as (
       update stock s set on_hand = on_hand + $1::int from pamphlets p
       where p.id = s.pamphlet_id and p.slug = $2 and on_hand - reserved + $1::int >= 0 returning pamphlet_id
     ) insert into stock_moves (pamphlet_id, quantity, reason, actor)
       select pamphlet_id, $1::int, $3, 'model' from moved`,
    [copies, slug, copies > 0 ? "printed" : "stall"],
  );
  const done = rowCount === 1;
  if (model.synced && done !== enough) throw new Error(`${copies} copies of ${slug} were ${done ? "" : "not "}moved`);
  if (done) model.printed.set(slug, (model.printed.get(slug) ?? 0) + copies);
  return done;
}

const lapsing = (model: Model) =>
  openAsks(model).filter((ask) => ask.order && !ask.order.lapsed && !isPaid(model, ask));
const isPaid = (model: Model, ask: Ask) => model.payments.some((payment) => payment.ask.order === ask.order);

/**
 * Copies are given back although the page can still be paid: what a clock that runs ahead would do. `others`: the stall
 * sells what is free before it is paid, if it is paid then (`means`).
 */
export function lapse(n: number, others: boolean, means: Means | undefined): Act {
  return {
    name: "give copies back too early",
    can: (model) => lapsing(model).length > 0,
    async run(model, real) {
      const ask = pick(lapsing(model), n);
      const { order } = ask;
      if (!order) throw new Error("only an order holds copies");
      await transact(real.site.db, (tx) => expireOrder(tx, order.id));
      order.lapsed = true;
      const words = [`give the copies of ${ask.name} back too early`];
      for (const { slug } of others ? order.lines : []) {
        const free = freeOf(model, slug);
        if (free > 0 && (await move(model, real, slug, -free))) words.push(`sell all ${slug}`);
      }
      if (means) words.push(`pay it with ${means.name}`);
      await payAsk(model, real, ask, means);
      return words.join(", ");
    },
  };
}
