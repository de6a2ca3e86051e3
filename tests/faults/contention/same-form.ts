import { Visit } from "../../forms/visit.ts";
import { exactly, type Figures, told } from "../figures.ts";
import { printCopies } from "../stage/print.ts";
import type { Stage } from "../stage/stage.ts";

const SLUG = "in-defence-of-october";
const FIELD = `quantity-${SLUG}`;

/** One form, sent many times at once to the real server: one order, one page at Stripe, and everybody is led to it (P9). */
export async function sameForm(stage: Stage, presses: number): Promise<Figures> {
  await printCopies(stage, { [SLUG]: presses });
  const before = await countOrders(stage);
  const sessionsBefore = await countSessions(stage);
  const visit = new Visit(stage.url);
  await visit.openAndSend(`/shop/${SLUG}`, "slug", { intent: "add" });
  const page = await visit.open("/basket");
  const replies = await Promise.all(Array.from({ length: presses }, () => visit.send(page, FIELD, { intent: "pay" })));
  const places = new Set(replies.map((reply) => reply.headers.location));
  return {
    part: "one form, pressed at once",
    figures: [
      told("presses", presses),
      exactly("led on (303)", replies.filter((reply) => reply.status === 303).length, presses),
      exactly("different pages", places.size, 1),
      exactly("pages at Stripe", [...places].filter((place) => place?.includes("/pay/cs_test_")).length, 1),
      exactly("orders", (await countOrders(stage)) - before, 1),
      exactly("Checkout Sessions", (await countSessions(stage)) - sessionsBefore, 1),
    ],
  };
}

async function countOrders(stage: Stage): Promise<number> {
  const { rows } = await stage.database.owner.query<{ n: number }>("select count(*)::int as n from orders");
  return rows[0]?.n ?? 0;
}

async function countSessions(stage: Stage): Promise<number> {
  let n = 0;
  for await (const _ of stage.site.stripe.checkout.sessions.list({ limit: 100 })) n += 1;
  return n;
}
