import { setTimeout as wait } from "node:timers/promises";
import type { StripeClient } from "#app/payments/stripe-client.ts";
import { abandonCheckout, settleCheckout } from "#app/settlement.ts";
import { expireOrder } from "#app/shop/orders.ts";
import { type Tx, transact } from "#db/client.ts";
import { selfCheck } from "../audit/audit.ts";
import { type Desk, openBook, pay, persist } from "../business/desk.ts";
import { askToBuy, PLENTY } from "../business/orders.ts";
import { throwDice } from "../dice.ts";
import { atLeast, exactly, type Figures, told } from "../figures.ts";
import { list } from "../reckoning.ts";
import { printCopies } from "../stage/print.ts";
import type { Stage } from "../stage/stage.ts";

const AT_ONCE = 20;

type Asked = NonNullable<Awaited<ReturnType<typeof askToBuy>>>;

/**
 * Each order is paid and ended in the same moment. The first half meets at Stripe: the payer's button against our asking
 * to expire the page. The other half meets in the database: money that has come against an order ended by us, while a
 * stall sells what is given back, so that some who pay too late find nothing. Stripe tells no news: only these meet (P7).
 */
export async function payOrExpire(stage: Stage, orders: number, seed: number): Promise<Figures> {
  const desk: Desk = { stage, chances: throwDice(seed), book: openBook() };
  const began = performance.now();
  stage.listen(false);
  const slug = PLENTY[0] ?? "";
  await printCopies(stage, { [slug]: 2 * orders });
  const watching = watchStock(stage);
  let soldAtStall = 0;
  try {
    await meetAtStripe(desk, slug, orders);
    soldAtStall = await meetInTheDatabase(desk, slug, orders);
  } finally {
    await watching.stop();
    stage.listen(true);
  }
  const odd = await watching.stop();
  const states = await countStates(stage, desk.book.asked);
  return {
    part: "pay against expire",
    figures: [
      told("orders, each way", orders),
      told("orders by state", [...states].map(([state, n]) => `${n} ${state}`).join(", ")),
      atLeast("paid", states.get("paid") ?? 0, 1),
      atLeast("expired", states.get("expired") ?? 0, 1),
      atLeast("paid with no copy left", states.get("paid_late") ?? 0, 1),
      exactly("still waiting", states.get("awaiting_payment") ?? 0, 0),
      told("sold at the stall meanwhile", soldAtStall),
      atLeast("looks at the stock meanwhile", odd.looks, 1),
      list("stock below nothing, or not what is held", odd.faults),
      list("self-check", await selfCheck(stage.database.owner)),
      list("paid with copies given back, or ended with copies held", await findMisheld(stage)),
      told("seconds", Math.round(performance.now() - began) / 1000),
    ],
  };
}

/**
 * The payer's button against our asking Stripe to end its page. A third is left to luck; of the others, the button is
 * pressed in the two worst moments: just before Stripe hears us, and when it has ended the page and we have not heard.
 */
async function meetAtStripe(desk: Desk, slug: string, orders: number): Promise<void> {
  const { stage } = desk;
  const moments = new Map<string, { before?: () => Promise<void>; after?: () => Promise<void> }>();
  const { site } = stage;
  const gated = { ...site, stripe: gate(site.stripe, (session) => moments.get(session) ?? {}) };
  for (const some of inGroups(await ask(desk, slug, orders))) {
    const settling: Promise<void>[] = [];
    // Stripe says no where the page has just been closed
    const press = async (asked: Asked) => {
      if (await pay(desk, asked).catch(() => false))
        settling.push(persist(desk, () => settleCheckout(site, asked.checkoutId)));
    };
    for (const [i, asked] of some.entries()) {
      if (i % 3 === 1) moments.set(asked.sessionId, { before: () => press(asked) });
      if (i % 3 === 2) moments.set(asked.sessionId, { after: () => press(asked) });
    }
    await meet(desk, some, {
      pay: async (asked) => {
        if (!moments.has(asked.sessionId)) await press(asked);
      },
      expire: (asked) => abandonCheckout(gated, asked.checkoutId),
    });
    await Promise.all(settling);
  }
}

/** Stripe's client, with something done just before and just after a page is asked to end. */
function gate(
  stripe: StripeClient,
  momentsOf: (session: string) => { before?: () => Promise<void>; after?: () => Promise<void> },
): StripeClient {
  const { sessions } = stripe.checkout;
  const expire: typeof sessions.expire = async (id, ...rest) => {
    const { before, after } = momentsOf(id);
    await before?.();
    try {
      return await sessions.expire(id, ...rest);
    } finally {
      await after?.();
    }
  };
  const swap = <T extends object>(whole: T, over: Partial<T>): T =>
    new Proxy(whole, {
      get(target, name) {
        const found: unknown = name in over ? over[name as keyof T] : Reflect.get(target, name, target);
        return typeof found === "function" ? found.bind(target) : found;
      },
    });
  return swap(stripe, { checkout: swap(stripe.checkout, { sessions: swap(sessions, { expire }) }) });
}

/** Money that came against an order ended by us. Gives how many copies the stall sold meanwhile. */
async function meetInTheDatabase(desk: Desk, slug: string, orders: number): Promise<number> {
  const { stage } = desk;
  const asked = await ask(desk, slug, orders);
  for (const { sessionId } of asked) await stage.stripe.pay(sessionId);
  const stall = openStall(stage, slug);
  try {
    for (const some of inGroups(asked))
      await meet(desk, some, {
        pay: ({ checkoutId }) => settleCheckout(stage.site, checkoutId),
        expire: async ({ orderId }) => {
          await wait(desk.chances.whole(0, 40));
          await transact(stage.site.db, (tx) => expireOrder(tx, orderId));
        },
      });
  } finally {
    await stall.stop();
  }
  return stall.stop();
}

async function ask(desk: Desk, slug: string, orders: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  let left = orders;
  const lane = async () => {
    while (left-- > 0) {
      const one = await askToBuy(desk, [{ slug, quantity: 1 }]);
      if (one) asked.push(one);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return asked;
}

type Sides = { pay: (asked: Asked) => Promise<void>; expire: (asked: Asked) => Promise<void> };

/** Lets both sides of every order go in the same moment, in chance order. */
async function meet(desk: Desk, orders: readonly Asked[], { pay: paying, expire }: Sides): Promise<void> {
  const sides = orders.flatMap((asked) => [() => paying(asked), () => expire(asked)]);
  // whoever finds every connection taken presses again
  await Promise.all(desk.chances.shuffled(sides).map((side) => persist(desk, side)));
}

function inGroups(orders: readonly Asked[]): Asked[][] {
  const groups: Asked[][] = [];
  for (let i = 0; i < orders.length; i += AT_ONCE) groups.push(orders.slice(i, i + AT_ONCE));
  return groups;
}

/** Sells every copy that nobody holds, as soon as there is one. */
function openStall(stage: Stage, slug: string): { stop(): Promise<number> } {
  let sold = 0;
  return repeat(
    async () => {
      sold += await transact(stage.site.db, (tx) => sellAtStall(tx, slug));
    },
    200,
    () => sold,
  );
}

async function sellAtStall(tx: Tx, slug: string): Promise<number> {
  const { pamphlet_id, on_hand, reserved } = await tx
    .selectFrom("stock")
    .selectAll("stock")
    .innerJoin("pamphlets", "pamphlets.id", "pamphlet_id")
    .where("slug", "=", slug)
    .forUpdate("stock")
    .executeTakeFirstOrThrow();
  const quantity = reserved - on_hand;
  if (quantity === 0) return 0;
  await tx.insertInto("stock_moves").values({ pamphlet_id, quantity, reason: "stall", actor: "faults" }).execute();
  await tx.updateTable("stock").set({ on_hand: reserved }).where("pamphlet_id", "=", pamphlet_id).execute();
  return -quantity;
}

/** Does something again and again until it is stopped. */
function repeat<T>(act: () => Promise<void>, pause: number, result: () => T): { stop(): Promise<T> } {
  let over = false;
  const going = (async () => {
    while (!over) {
      await act();
      await wait(pause);
    }
  })();
  return {
    async stop() {
      over = true;
      await going;
      return result();
    },
  };
}

/** Looks at the stock again and again, as one statement sees it. */
function watchStock(stage: Stage): { stop(): Promise<{ looks: number; faults: string[] }> } {
  const seen = { looks: 0, faults: [] as string[] };
  return repeat(
    async () => {
      const { rows } = await stage.database.owner.query<{ slug: string; on_hand: number; reserved: number }>(
        `select slug, on_hand, reserved from stock s join pamphlets p on p.id = s.pamphlet_id
         where on_hand < 0 or reserved < 0 or reserved > on_hand or reserved <>
           (select coalesce(sum(quantity), 0) from reservations r where r.pamphlet_id = p.id and r.state = 'held')`,
      );
      seen.looks += 1;
      for (const { slug, on_hand, reserved } of rows)
        seen.faults.push(`${slug}: ${on_hand} there, ${reserved} reserved`);
    },
    10,
    () => seen,
  );
}

async function countStates(stage: Stage, checkouts: ReadonlySet<string>): Promise<Map<string, number>> {
  const { rows } = await stage.database.owner.query<{ state: string; n: number }>(
    `select o.state, count(*)::int as n from checkouts c join orders o on o.id = c.order_id
     where c.id = any($1) group by 1 order by 1`,
    [[...checkouts]],
  );
  return new Map(rows.map(({ state, n }) => [state, n]));
}

async function findMisheld(stage: Stage): Promise<string[]> {
  const { rows } = await stage.database.owner.query<{ what: string }>(
    `select o.state || ' with ' || r.state || ': ' || o.public_ref as what from orders o
     join reservations r on r.order_id = o.id
     where (o.state = 'paid') <> (r.state = 'sold') or (o.state in ('expired', 'paid_late') and r.state = 'held')`,
  );
  return rows.map(({ what }) => what);
}
