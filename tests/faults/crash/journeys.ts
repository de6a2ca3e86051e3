import { Visit } from "../../forms/visit.ts";
import type { Reply } from "../../support/ask.ts";
import type { CrashSite } from "./crash-site.ts";
import { goForm } from "./run-journey.ts";

/** Somebody in front of a page with a button. The page stays as it was: pressing again sends the same form key. */
export type Person = {
  email: string;
  press(): Promise<Reply>;
  /** Presses the same button on a page that came back instead of an answer. */
  pressOn(page: Reply): Promise<Reply>;
  open(path: string): Promise<Reply>;
};
type Site = { url: string };

/** What somebody does on the site, from the button on. */
export type Journey = {
  name: string;
  /** Leads a new person to the button. */
  arrive(site: CrashSite): Promise<Person>;
  /** Goes on to the end as a patient person would, whatever dies meanwhile. Throws where they would give up. */
  go(site: CrashSite, person: Person): Promise<void>;
  /** What there is more of afterwards, in rows. */
  leaves: Record<string, number>;
};

/** One that begins at a form, which any site has. */
export type FormJourney = Journey & { arrive(site: Site): Promise<Person> };

let people = 0;
const newEmail = () => `reader-${++people}@reader.example`;

async function arriveAt(
  site: Site,
  path: string,
  having: string,
  fields: Record<string, string> | ((email: string) => Record<string, string>),
  before: (visit: Visit, email: string) => Promise<void> = async () => {},
): Promise<Person> {
  const visit = new Visit(site.url);
  const email = newEmail();
  await before(visit, email);
  const page = await visit.open(path);
  if (page.status !== 200) throw new Error(`${path} is answered ${page.status}`);
  const typed = typeof fields === "function" ? fields(email) : fields;
  const pressOn = (shown: Reply) => visit.send(shown, having, typed);
  return { email, press: () => pressOn(page), pressOn, open: (address) => visit.open(address) };
}

const PAMPHLET = "in-defence-of-october";
export const BUY: FormJourney = {
  name: "buy",
  arrive: (site) =>
    arriveAt(site, "/basket", `quantity-${PAMPHLET}`, { intent: "pay" }, async (visit) => {
      await visit.openAndSend(`/shop/${PAMPHLET}`, "slug", { intent: "add" });
    }),
  go: goForm({ says: "Order received" }),
  leaves: {
    orders: 1,
    checkouts: 1,
    payments: 1,
    ledger_entries: 2,
    outbox: 1,
    reservations: 1,
    donations: 0,
    dues: 0,
  },
};

export const GIVE: FormJourney = {
  name: "donate once",
  arrive: (site) => arriveAt(site, "/donate", "amount", { every: "once", amount: "5" }),
  go: goForm({ says: "£5 received on" }),
  leaves: { donation_offers: 1, checkouts: 1, payments: 1, donations: 1, ledger_entries: 2, outbox: 1 },
};

export const GIVE_MONTHLY: FormJourney = {
  name: "donate every month",
  arrive: (site) => arriveAt(site, "/donate", "amount", { every: "month", amount: "6" }),
  go: goForm({ says: "£6 received on" }),
  leaves: { recurring_donations: 1, checkouts: 1, payments: 1, donations: 1, ledger_entries: 2, outbox: 1 },
};

export const JOIN: FormJourney = {
  name: "join",
  arrive: (site) =>
    arriveAt(site, "/join/check", "form-key", {}, async (visit, email) => {
      const details = { name: "Emma Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ", email };
      await visit.openAndSend("/join", "postcode", details);
      await visit.openAndSend("/join/dues", "rate", { rate: "other", amount: "5", agree: "yes" });
    }),
  go: goForm({ says: "£5" }),
  leaves: { applications: 1, memberships: 1, checkouts: 1, payments: 1, dues: 1, ledger_entries: 2, outbox: 2 },
};

/** No money: two letters. */
export const ASK: FormJourney = {
  name: "ask a member",
  arrive: (site) => arriveAt(site, "/contact", "question", (email) => ({ question: "Why?", reply: "email", email })),
  go: goForm({}),
  leaves: { questions: 1, outbox: 2, payments: 0, ledger_entries: 0 },
};

/** The payer is back before Stripe's news is: the thank-you page settles, and the news finds it done. */
export const BUY_BACK_FIRST: FormJourney = {
  ...BUY,
  name: "buy, and back before Stripe's news",
  go: goForm({ says: "Order received", backFirst: true }),
};
