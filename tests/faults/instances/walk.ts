import { words } from "../../forms/visit.ts";
import type { Reply } from "../../support/ask.ts";
import { BUY, type FormJourney, GIVE, GIVE_MONTHLY, JOIN } from "../crash/journeys.ts";
import type { Stage } from "../stage/stage.ts";

/** What somebody does, and what their last page says once the money is in. */
export const WALKS: readonly (readonly [FormJourney, says: string])[] = [
  [BUY, "Order received"],
  [GIVE, "£5 received on"],
  [GIVE_MONTHLY, "£6 received on"],
  [JOIN, "£5"],
];

/**
 * Walks one journey through the front, each page from whichever process it falls to: the form, the payment, the way
 * back. Gives the last page. Throws where a step is not answered as it should be.
 */
export async function walk(stage: Stage, [journey, says]: (typeof WALKS)[number]): Promise<Reply> {
  const person = await journey.arrive({ url: stage.url });
  const pressed = await person.press();
  const address = pressed.headers.location ?? "";
  const session = /\/pay\/(cs_\w+)/.exec(address)?.[1];
  if (pressed.status !== 303 || !session) throw new Error(`${journey.name}: answered ${pressed.status} ${address}`);
  await stage.stripe.pay(session, { email: person.email, name: "Emma Example" });
  const { success_url } = await stage.site.stripe.checkout.sessions.retrieve(session);
  let reply = await person.open(new URL(success_url ?? "").pathname + new URL(success_url ?? "").search);
  for (let hops = 0; hops < 3 && reply.headers.location; hops++) {
    const next = new URL(reply.headers.location, stage.url);
    reply = await person.open(next.pathname + next.search);
  }
  if (!words(reply).includes(says)) throw new Error(`${journey.name}: ${words(reply).slice(0, 300)}`);
  return reply;
}
