import { findSum } from "#app/figures/figures.ts";
import { newFormToken } from "#app/forms/form-token.ts";
import { listRates } from "#app/membership/branches.ts";
import { joinHeader } from "#app/membership/join-cookie.ts";
import { type Pence, pence } from "#app/money/pence.ts";
import { linkKey } from "#app/references/link-key.ts";
import { basketHeader } from "#app/shop/basket-cookie.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { askToBuy, askToGive, pay } from "../../support/money.ts";
import { giveMonthly, joinMonthly } from "../../support/promises.ts";
import type { Stage } from "../stage/stage.ts";

/** A page of somebody's own: its reference and the keys that open it, and those that open another. */
export type Own = { ref: string; key: string };

/** What a fuzz of the whole site works with: real objects, their keys, and the cookies a browser would hold. */
export type Means = {
  site: Site;
  port: number;
  host: string;
  /** Names that there are, by the first word of a route's address and the name of its parameter. */
  params: Record<string, readonly string[]>;
  orders: Own;
  donations: Own;
  dues: Own;
  /** Of donations and applications whose thank-you pages there are. */
  checkouts: readonly string[];
  /** What an amount may be, as the figures of today say. */
  limits: { min: Pence; max: Pence; floor: Pence; phone: string };
  rates: Awaited<ReturnType<typeof listRates>>;
  /** Name and value, as a browser sends them. */
  cookies: { basket: string; join: string; joinWhole: string };
};

/** Sells an order, takes a gift and a monthly one, and lets somebody join, so that there is something to open. */
export async function gatherMeans(stage: Stage): Promise<Means> {
  const { site } = stage;
  const { settings } = site;
  const ordered = await askToBuy(stage, [{ slug: "in-defence-of-october", quantity: 2 }]);
  const given = await askToGive(stage, 700);
  for (const checkout of [ordered, given]) await pay(stage, checkout);
  const promise = await giveMonthly(stage);
  const member = await joinMonthly(stage);
  const { db } = site;
  const order = await db
    .selectFrom("checkouts")
    .innerJoin("orders", "orders.id", "checkouts.order_id")
    .select(["orders.id", "public_ref"])
    .where("checkouts.id", "=", ordered)
    .executeTakeFirstOrThrow();
  const own = (kind: "order" | "recurring" | "application", id: string, ref: string): Own => ({
    ref,
    key: linkKey(settings.formSecret, kind, id),
  });
  const bare = (header: string) => header.split(";")[0] ?? "";
  const details = {
    name: "Ada Example",
    email: "ada@reader.example",
    line1: "2 Example Road",
    town: "London",
    postcode: "E11 3ZZ",
  };
  const dues = {
    rateId: null,
    pence: pence(500),
    wording: "I agree.",
    newsByEmail: false,
    newsByText: false,
    withoutPayment: true,
  };
  const basket = {
    lines: [
      { slug: "in-defence-of-october", quantity: 2 },
      { slug: "what-about-russia-a-readers-guide", quantity: 1 },
    ],
    donationPence: 100,
  };
  const now = site.clock.now();
  return {
    site,
    port: settings.port,
    host: settings.siteHost,
    params: await listParams(site),
    limits: {
      min: await findSum(db, "donation.minimum", ukDay(now)),
      max: await findSum(db, "donation.maximum_online", ukDay(now)),
      floor: await findSum(db, "ppera.donation_floor", ukDay(now)),
      phone: settings.party.phone,
    },
    rates: await listRates(db),
    orders: own("order", order.id, order.public_ref),
    donations: own("recurring", promise.id, promise.public_ref),
    dues: own("application", member.application_id, member.reference),
    checkouts: [given, member.checkout, ordered],
    cookies: {
      basket: bare(basketHeader(settings, basket)),
      join: bare(joinHeader(settings, { details }, now)),
      joinWhole: bare(joinHeader(settings, { details, dues }, now)),
    },
  };
}

/** Names of pages that there are, for each parameter of a route, by the first word of its address. */
async function listParams({ db }: Site): Promise<Means["params"]> {
  const slugs = async (table: "texts" | "pamphlets" | "news" | "reading_lists" | "pictures") =>
    (await db.selectFrom(table).select("slug").limit(6).execute()).map((row) => row.slug);
  const [texts, shop, news, lists, figures] = await Promise.all([
    slugs("texts"),
    slugs("pamphlets"),
    slugs("news"),
    slugs("reading_lists"),
    slugs("pictures"),
  ]);
  const topics = await db.selectFrom("news").select("topic").distinct().execute();
  return {
    "texts slug": texts,
    "shop slug": shop,
    "news slug": news,
    "figures slug": figures,
    "og slug": [...texts, ...shop, ...news],
    "og kind": ["texts", "shop", "news", "reading"],
    "reading list": lists,
    "opds list": lists,
    "news topic": topics.map(({ topic }) => topic),
    "texts number": ["1", "2", "0", "99999999999", "-1", "1.5"],
  };
}

/** How a form's token may be wrong. Each is made when it is sent, but `used`, which is one that was sent before. */
export const TOKENS = ["fresh", "used", "stale", "early", "forged", "cut", "other form", "none"] as const;
export type TokenKind = (typeof TOKENS)[number];
type FormName = Parameters<typeof newFormToken>[1];

const used = new Map<FormName, string>();
const DAY_MS = 25 * 3_600_000;

/** A form's token of a kind; undefined where none is sent. */
export function tokenOf({ site }: Means, form: FormName, kind: TokenKind): string | undefined {
  const { formSecret } = site.settings;
  const at = (ms: number) => newFormToken(formSecret, form, new Date(site.clock.now().getTime() + ms));
  switch (kind) {
    case "fresh": {
      const token = at(0);
      used.set(form, token);
      return token;
    }
    case "used":
      return used.get(form) ?? at(0);
    case "stale":
      return at(-DAY_MS);
    case "early":
      return at(DAY_MS);
    case "forged":
      return at(0)
        .replace(/.$/, (last) => (last === "A" ? "B" : "A"))
        .replace(/^[0-9a-f]/, (first) => (first === "0" ? "1" : "0"));
    case "cut":
      return at(0).slice(0, 60);
    case "other form":
      return newFormToken(formSecret, form === "typo" ? "donate" : "typo", site.clock.now());
    default:
      return undefined;
  }
}
