import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createStripe } from "#app/payments/stripe-client.ts";
import { words } from "../../forms/visit.ts";
import { ask, post, type Reply } from "../../support/ask.ts";
import { PROSE } from "../../support/text-files.ts";
import { ASK, BUY, type FormJourney, GIVE, GIVE_MONTHLY, JOIN, type Person } from "../crash/journeys.ts";
import type { NewHouse } from "./new-house.ts";

const TEXT = "in-defence-of-october";
const LIST = "what-about-russia";
/** A name that nobody has. */
const ELSEWHERE = "http://elsewhere.invalid";
const PATIENCE_MS = 30_000;

/** Everything that makes the house talk, in the order in which it is done. Each throws where it does not come to its end. */
export const JOURNEYS: Readonly<Record<string, (house: NewHouse) => Promise<void>>> = {
  async read({ url }) {
    const paths = ["/", "/reading", `/reading/${LIST}`, `/texts/${TEXT}`, `/texts/${TEXT}/cite`, "/search?q=october"];
    for (const path of [...paths, "/news", "/shop", "/news.atom", "/opds", "/sitemap.xml", "/offline.json"])
      expectStatus(path, await ask(url, path), 200);
  },
  async "take editions away"({ url }) {
    for (const path of [`/texts/${TEXT}.epub`, `/texts/${TEXT}.txt`, `/texts/${TEXT}.md`, `/reading/${LIST}.epub`])
      expectStatus(path, await ask(url, path), 200);
  },
  async "share a page"({ url }) {
    for (const path of [`/og/texts/${TEXT}.png`, `/og/reading/${LIST}.png`])
      expectStatus(path, await ask(url, path), 200);
  },
  buy: (house) => payThrough(house, BUY, "Order received"),
  "donate once": (house) => payThrough(house, GIVE, "£5 received on"),
  "donate every month": (house) => payThrough(house, GIVE_MONTHLY, "£6 received on"),
  join: (house) => payThrough(house, JOIN, "£5"),
  async "ask a member"({ url }) {
    expectStatus("a question", await (await ASK.arrive({ url })).press(), 303);
  },
  async "get letters"(house) {
    await lettersOf(
      house,
      [BUY, GIVE, GIVE_MONTHLY, JOIN, ASK].reduce((sum, { leaves }) => sum + (leaves.outbox ?? 0), 0),
    );
  },
  async "change the card, and stop"(house) {
    const letters = (await lettersOf(house, 1)).map(({ text }) => text).join("\n");
    const path = /\/donations\/\S+key=[\w-]+/.exec(letters)?.[0] ?? "";
    for (const intent of ["card", "end"]) expectStatus(intent, await post(house.url, path, { intent }), 303);
  },
  async "refund an order"(house) {
    const letters = await lettersOf(house, 1);
    const reference = letters.map(({ text }) => /\/orders\/([\w-]+)/.exec(text)?.[1]).find(Boolean) ?? "";
    await house.command("refund", reference, "--reason", "it came back");
    await lettersOf(house, letters.length + 1);
  },
  async "keep the books"(house) {
    for (const name of ["reconcile", "money", "check"]) await house.command(name);
    // a page that is open at Stripe is ended there
    expectStatus("a gift", await (await GIVE.arrive({ url: house.url })).press(), 303);
    await house.command("gifts", "pause", "--by", "A Keeper", "--why", "to see whom it calls", "--close");
  },
  async "bring in, publish and print a text"(house) {
    mkdirSync(house.out);
    // what a page names is never fetched
    const [page, text] = [join(house.out, "page.html"), join(house.out, "coal.md")];
    writeFileSync(
      page,
      `<title>A page</title><link rel="stylesheet" href="${ELSEWHERE}/a.css"><h1>A page</h1><img src="${ELSEWHERE}/b.png" alt="A hall"><p>${PROSE}</p>`,
    );
    writeFileSync(
      text,
      `---\ntitle: Coal\nauthor: A. Reader\nsummary: On coal.\nrights: Ours.\n---\n\n${PROSE}\n\n![A hall](${ELSEWHERE}/d.png)\n\n[There](${ELSEWHERE}/c) it is.\n`,
    );
    await house.command("import-texts", page, text, "--yes");
    await house.command("texts", "publish", "coal", "--changes", "It is new");
    await house.command("print-text", "coal", "--out", house.out);
    expectStatus("the new text", await ask(house.url, "/texts/coal"), 200);
    expectStatus("the new text's EPUB", await ask(house.url, "/texts/coal.epub"), 200);
  },
};

function expectStatus(what: string, reply: Reply, status: number): void {
  if (reply.status !== status)
    throw new Error(`${what} is answered ${reply.status}, not ${status}: ${words(reply).slice(0, 300)}`);
}

/** Presses the button, pays where it leads to paying, and comes back, until the page says that it was received. */
async function payThrough(house: NewHouse, journey: FormJourney, says: string): Promise<void> {
  const person = await journey.arrive({ url: house.url });
  const pressed = await person.press();
  expectStatus("the button", pressed, 303);
  const session = /\/pay\/(cs_\w+)/.exec(pressed.headers.location ?? "")?.[1] ?? "";
  const paid = await fetch(`${house.sandbox}/_sandbox/pay`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ session, email: person.email, name: "Emma Example" }),
  });
  if (!paid.ok) throw new Error(`the payment is answered ${paid.status}`);
  const { success_url } = await createStripe(house.settings.stripe).checkout.sessions.retrieve(session);
  await comeBack(house, person, (success_url ?? "").replace("{CHECKOUT_SESSION_ID}", session), says);
}

async function comeBack(house: NewHouse, person: Person, address: string, says: string): Promise<void> {
  let reply = await person.open(address.replace(house.url, ""));
  for (let hops = 0; hops < 3 && reply.headers.location; hops++)
    reply = await person.open(reply.headers.location.replace(house.url, ""));
  if (!words(reply).includes(says)) throw new Error(`the page does not say “${says}”: ${words(reply).slice(0, 400)}`);
}

/** All letters in the mailbox, once there are so many. */
async function lettersOf({ sandbox }: NewHouse, least: number): Promise<{ subject: string; text: string }[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const letters: { subject: string; text: string }[] = await (await fetch(`${sandbox}/mail/messages.json`)).json();
    if (letters.length >= least) return letters;
    if (Date.now() > end)
      throw new Error(
        `${letters.length} letters came, and ${least} were to: ${letters.map(({ subject }) => subject).join("; ")}`,
      );
    await wait(100);
  }
}
