import { setTimeout as wait } from "node:timers/promises";
import { words } from "../../forms/visit.ts";
import type { Reply } from "../../support/ask.ts";
import type { CrashSite } from "./crash-site.ts";
import type { Person } from "./journeys.ts";

const MOST_TRIES = 6;

type Way = {
  /** What is on the page at the end, where the person comes back to one. */
  says?: string;
  /** The person is back before Stripe's news is let in. */
  backFirst?: boolean;
};

/** Presses the button, pays where it leads to paying, and comes back. */
export const goForm =
  ({ says, backFirst }: Way) =>
  async (site: CrashSite, person: Person): Promise<void> => {
    const { watch } = site;
    if (backFirst) site.holdNews(true);
    watch.during = "the press";
    const pressed = await insist(site, person.press);
    if (pressed.status !== 303)
      throw new Error(`the button was answered ${pressed.status}: ${words(pressed).slice(0, 300)}`);
    const address = pressed.headers.location ?? "";
    const session = /\/pay\/(cs_\w+)/.exec(address)?.[1];
    let back = address.replace(site.url, "");
    if (session) {
      watch.during = "the payment";
      await site.stage.stripe.pay(session, { email: person.email, name: "Emma Example" });
      back = await successPath(site, session);
    }
    if (backFirst) {
      watch.during = "coming back";
      await insist(site, () => person.open(back));
      site.holdNews(false);
    }
    await settle(site);
    if (!says) return;
    watch.during = "the end";
    const shown = await follow(site, person, back);
    if (!words(shown).includes(says)) throw new Error(`the page does not say “${says}”: ${words(shown).slice(0, 400)}`);
  };

/** Until all that was killed is back and nothing is left to do. */
export async function settle(site: CrashSite): Promise<void> {
  await site.whole();
  await site.rest();
  // it may have been killed by the last thing it did
  await site.whole();
  await site.rest();
}

/** Back, and pressed again: while the site is away, and while it says that it is not its day. */
async function insist(site: CrashSite, act: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 1; ; tries++) {
    const reply = await act().catch(() => undefined);
    if (reply && reply.status < 500) return reply;
    if (tries === MOST_TRIES)
      throw new Error(`no answer after ${tries} tries${reply ? `, at last ${reply.status}` : ""}`);
    await site.whole();
    await wait(50);
  }
}

async function follow(site: CrashSite, person: Person, path: string): Promise<Reply> {
  let reply = await insist(site, () => person.open(path));
  for (let hops = 0; hops < 3 && reply.headers.location; hops++) {
    const next = reply.headers.location.replace(site.url, "");
    reply = await insist(site, () => person.open(next));
  }
  return reply;
}

async function successPath({ stage, url }: CrashSite, session: string): Promise<string> {
  const { success_url } = await stage.site.stripe.checkout.sessions.retrieve(session);
  return (success_url ?? "").replace("{CHECKOUT_SESSION_ID}", session).replace(url, "");
}
