import { climbArrears } from "#app/jobs/climb-arrears.ts";
import { makeFiles } from "#app/jobs/make-files.ts";
import { findMark, reconcile } from "#app/jobs/reconcile.ts";
import { listAllTexts } from "#app/reading/shelf.ts";
import { listTypoReports } from "#app/reading/typo-reports.ts";
import { duesPath, recurringDonationPath } from "#app/references/addresses.ts";
import { linkKey } from "#app/references/link-key.ts";
import { refundByReference } from "#app/settlement/refund-asked.ts";
import { tieOut } from "#app/settlement/tie-out.ts";
import { listUnplaced } from "#app/settlement/unplaced.ts";
import { Visit } from "../forms/visit.ts";
import { post } from "../support/ask.ts";
import type { House } from "../support/house.ts";
import { pay } from "../support/money.ts";

/** Pages that need nothing but their address. */
export const PAGES = [
  "/",
  "/about",
  "/accessibility",
  "/basket",
  "/contact",
  "/donate",
  "/donation-rules",
  "/feeds",
  "/figures/nobody-drew-this",
  "/join",
  "/manifest.webmanifest",
  "/news",
  "/news.atom",
  "/news/bookstall-day",
  "/news/topic/events",
  "/news/topic/events.atom",
  "/nothing/here",
  "/offline",
  "/offline.json",
  "/offline/saved",
  "/og/texts/in-defence-of-october.png",
  "/opds",
  "/opds/reading/what-about-russia",
  "/opds/texts",
  "/opensearch.xml",
  "/other-ways-to-pay",
  "/privacy",
  "/reading",
  "/reading-settings",
  "/reading/what-about-russia",
  "/reading/what-about-russia.atom",
  "/reading/what-about-russia.epub",
  "/robots.txt",
  "/search?q=october",
  "/shop",
  "/shop/in-defence-of-october",
  "/sitemap.xml",
  "/terms",
  "/texts/in-defence-of-october",
  "/texts/in-defence-of-october.epub",
  "/texts/in-defence-of-october.md",
  "/texts/in-defence-of-october.txt",
  "/texts/in-defence-of-october/cite",
  "/texts/in-defence-of-october/editions",
  "/texts/in-defence-of-october/editions/1",
  "/texts/in-defence-of-october/wrong",
  "/.well-known/security.txt",
];

/** Pages that the steps below come to, each with what it needs. */
export const ON_THE_WAY = [
  "/contact/sent",
  "/donate/details",
  "/donate/thanks",
  "/donations/R-1",
  "/dues/J-1",
  "/join/check",
  "/join/dues",
  "/join/tell-us",
  "/join/thanks",
  "/orders/P-1",
];

const SLUG = "in-defence-of-october";
const MONTH_AND_A_DAY = 32 * 86_400;
const ADDRESS = { line1: "2 Example Road", town: "London", postcode: "E11 3ZZ" };
const JOINER = { ...ADDRESS, name: "Rosa Example", email: "rosa@reader.example" };

export type Step = [name: string, does: (house: House) => Promise<unknown>];

/** Everything the site and its jobs do, in the order in which it can happen. */
export const STEPS: Step[] = [
  ["pages", openPages],
  ["buy", buy],
  ["give once", giveOnce],
  ["give monthly", giveMonthly],
  ["give more than the law lets pass unseen", giveMuch],
  ["join", join],
  ["join without paying", joinUnpaid],
  ["ask", ask],
  ["report a slip", reportSlip],
  ["pages of somebody who came long ago", openOldPages],
  ["a month passes at Stripe", (house) => house.stripe.advance(MONTH_AND_A_DAY).then(() => house.quiet())],
  ["look after a monthly donation", lookAfterGift],
  ["look after dues", lookAfterDues],
  ["send money back", sendBack],
  ["walk through Stripe’s lists", ({ site }) => reconcile(site)],
  ["climb the ladder", ({ site }) => climbArrears(site)],
  ["jobs that are due", (house) => house.quiet()],
  ["make files", ({ site }) => makeFiles(site, {})],
  ["npm run texts", ({ site }) => Promise.all([listAllTexts(site.db), listTypoReports(site.db)])],
  ["npm run money", async ({ site }) => [await tieOut(site, await findMark(site.db)), await listUnplaced(site.db)]],
];

async function see(visit: Visit, path: string, status = 200) {
  const page = await visit.open(path);
  if (page.status !== status) throw new Error(`${path} answered ${page.status}`);
  return page;
}

async function openPages(house: House): Promise<void> {
  const visit = new Visit(house.url);
  for (const path of PAGES) {
    const { status } = await visit.open(path);
    if (status >= 500) throw new Error(`${path} answered ${status}`);
  }
}

/** Looked up over the owner's connection, which is not watched: the site never asks like this. */
async function one<T>({ database }: House, query: string): Promise<T> {
  const { rows } = await database.owner.query(query);
  if (!rows[0]) throw new Error(`there is none: ${query}`);
  return rows[0];
}

type Named = { id: string; public_ref: string };

async function payNewest(house: House): Promise<string> {
  const { id } = await one<Named>(
    house,
    "select id from checkouts where state in ('prepared', 'open') order by created_at desc limit 1",
  );
  await pay(house, id, { email: JOINER.email, name: JOINER.name });
  return id;
}

async function buy(house: House): Promise<void> {
  const visit = new Visit(house.url);
  await visit.openAndSend(`/texts/${SLUG}`, "slug", { intent: "add" });
  await visit.openAndSend("/basket", `quantity-${SLUG}`, {
    intent: "update",
    [`quantity-${SLUG}`]: "2",
    donation: "200",
  });
  await visit.openAndSend("/basket", `quantity-${SLUG}`, { intent: "pay" });
  // changed while Stripe's page is open: the first asking is ended
  await visit.openAndSend("/basket", `quantity-${SLUG}`, { intent: "update", [`quantity-${SLUG}`]: "1" });
  await visit.openAndSend("/basket", `quantity-${SLUG}`, { intent: "pay" });
  await payNewest(house);
  const order = await one<Named>(
    house,
    "select id, public_ref from orders where state = 'awaiting_payment' order by created_at desc limit 1",
  );
  // the page asks Stripe once, before the news of it has come
  const page = `/orders/${order.public_ref}?key=${linkKey(house.site.settings.formSecret, "order", order.id)}`;
  await see(visit, page, 303); // to itself, without the basket
  await see(visit, page);
  await house.quiet();
}

async function thanks(house: House, visit: Visit, path: string, checkout: string): Promise<void> {
  await see(visit, `${path}?checkout=${checkout}&key=${linkKey(house.site.settings.formSecret, "checkout", checkout)}`);
  await house.quiet();
}

async function giveOnce(house: House): Promise<void> {
  const visit = new Visit(house.url);
  await visit.openAndSend("/donate", "amount", { every: "once", amount: "12.50" });
  await thanks(house, visit, "/donate/thanks", await payNewest(house));
}

async function giveMonthly(house: House): Promise<void> {
  const visit = new Visit(house.url);
  await visit.openAndSend("/donate", "amount", { every: "month", amount: "7" });
  await thanks(house, visit, "/donate/thanks", await payNewest(house));
}

async function giveMuch(house: House): Promise<void> {
  const visit = new Visit(house.url);
  const sent = await visit.openAndSend("/donate", "amount", { every: "once", amount: "600" });
  const details = String(sent.headers.location).replace(house.url, "");
  const asked = await visit.openAndSend(details, "postcode", { ...ADDRESS, name: JOINER.name, own: "yes" });
  if (asked.status !== 303) throw new Error(`the details were answered with ${asked.status}`);
  await thanks(house, visit, "/donate/thanks", await payNewest(house));
}

async function joinUnpaid(house: House): Promise<void> {
  const visit = new Visit(house.url);
  await visit.openAndSend("/join", "postcode", { ...JOINER, email: "emma@reader.example" });
  await see(visit, "/join/tell-us");
  await visit.openAndSend("/join/tell-us", "rate", { rate: "other", amount: "5", agree: "yes" });
  const sent = await visit.openAndSend("/join/check", "form-key", {});
  if (sent.status !== 303) throw new Error(`it was answered with ${sent.status}`);
  await see(visit, String(sent.headers.location).replace(house.url, ""));
  await house.quiet();
}

async function join(house: House): Promise<void> {
  const visit = new Visit(house.url);
  await visit.openAndSend("/join", "postcode", JOINER);
  await see(visit, "/join/dues");
  await visit.openAndSend("/join/dues", "rate", { rate: "other", amount: "5", agree: "yes" });
  await visit.openAndSend("/join/check", "form-key", {});
  await thanks(house, visit, "/join/thanks", await payNewest(house));
}

async function ask(house: House): Promise<void> {
  const visit = new Visit(house.url);
  const sent = await visit.openAndSend(`/contact?about=${SLUG}`, "question", {
    question: "Which text comes first?",
    reply: "email",
    email: "rosa@reader.example",
  });
  if (sent.status !== 303) throw new Error(`the question was answered with ${sent.status}`);
  await see(visit, String(sent.headers.location).replace(house.url, ""));
  await house.quiet();
}

async function reportSlip(house: House): Promise<void> {
  const visit = new Visit(house.url);
  await visit.openAndSend(`/texts/${SLUG}/wrong`, "says", { says: "A letter is missing." });
}

/** Somebody opens the link in a letter of years ago. */
async function openOldPages(house: House): Promise<void> {
  const { settings } = house.site;
  const visit = new Visit(house.url);
  const order = await one<Named>(house, "select id, public_ref from orders where state = 'dispatched' limit 1");
  await see(visit, `/orders/${order.public_ref}?key=${linkKey(settings.formSecret, "order", order.id)}`);
  const promise = await one<Named>(
    house,
    "select id, public_ref from recurring_donations where state = 'active' limit 1",
  );
  await see(visit, recurringDonationPath(settings.formSecret, promise));
  const offered = await one<Named>(
    house,
    "select id, id as public_ref from checkouts where donation_offer_id is not null and state = 'paid' order by created_at limit 1",
  );
  await thanks(house, visit, "/donate/thanks", offered.id);
  const behind = await one<Named>(
    house,
    "select a.id, public_ref from memberships m join applications a on a.id = application_id where m.state = 'past_due' limit 1",
  );
  await see(visit, duesPath(settings.formSecret, behind));
}

async function lookAfterGift(house: House): Promise<void> {
  const promise = await one<Named>(
    house,
    "select id, public_ref from recurring_donations order by created_at desc limit 1",
  );
  const page = recurringDonationPath(house.site.settings.formSecret, promise);
  const presses: Record<string, string>[] = [
    { intent: "lower", amount: "5" },
    { intent: "pause", months: "1" },
    { intent: "resume" },
    { intent: "end" },
  ];
  for (const pressed of presses) {
    const { status } = await post(house.url, page, pressed);
    if (status !== 303) throw new Error(`${pressed.intent} was answered with ${status}`);
  }
  await house.quiet();
}

async function lookAfterDues(house: House): Promise<void> {
  const member = await one<Named>(house, "select id, public_ref from applications order by created_at desc limit 1");
  await post(house.url, duesPath(house.site.settings.formSecret, member), { intent: "end" });
  await house.quiet();
}

async function sendBack(house: House): Promise<void> {
  const donation = await one<Named>(house, "select public_ref from donations order by received_at desc limit 1");
  const answer = await refundByReference(house.site, {
    reference: donation.public_ref,
    amountPence: undefined,
    reason: "asked to",
    key: undefined,
  });
  if (!answer.ok) throw new Error(answer.why);
  await house.quiet();
}
