import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "#sandbox/demo/children.ts";
import type { RecordedRequest } from "#sandbox/stripe/http/requests.ts";
import { ask } from "../../support/ask.ts";
import type { Stage } from "../stage/stage.ts";
import type { Place } from "./birds.ts";

/** Tables whose rows hold ids, codes and moments, and never a person. */
const BARE_TABLES = ["outbox", "stripe_events", "checkouts", "form_keys", "donation_offers"];

/** Keeps every row the queue ever had, also of jobs that are done: the queue forgets those. */
export async function watchQueue({ database }: Stage): Promise<void> {
  await database.owner.query(`
    create table seen_jobs (row text);
    create function see_job() returns trigger language plpgsql security definer set search_path = public
      as $$ begin insert into seen_jobs values (to_jsonb(new)::text); return new; end $$;
    create trigger see_job after insert or update on graphile_worker._private_jobs
      for each row execute function see_job();`);
}

/** The queue's rows, with what failed, and how many of them tell of a failure. */
export async function readQueue({ database }: Stage): Promise<{ place: Place; failures: string[] }> {
  const { rows } = await database.owner.query<{ row: string }>("select row from seen_jobs");
  const failures = rows.map(({ row }) => (JSON.parse(row) as { last_error: string | null }).last_error);
  return {
    place: { name: "the queue", text: rows.map(({ row }) => row).join("\n") },
    failures: [...new Set(failures.filter((failure) => failure !== null))],
  };
}

export async function readTables({ database }: Stage): Promise<Place[]> {
  return Promise.all(
    BARE_TABLES.map(async (table) => {
      const { rows } = await database.owner.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
      if (rows.length === 0) throw new Error(`${table} is empty: nothing was looked at`);
      return { name: `table ${table}`, text: rows.map(({ row }) => row).join("\n") };
    }),
  );
}

export function readServerLog({ ground }: Stage): Place {
  return { name: "Postgres's log", text: readFileSync(join(dirname(ground.postgres.dataDir), "server.log"), "utf8") };
}

/** What was built, which browsers and anybody with the server's files may read. */
export function readBuild(): Place {
  const folder = join(ROOT, "build");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  return { name: "what was built", text: texts.join("\n") };
}

const PAGES = [
  ...["/", "/reading", "/reading/what-about-russia", "/texts/in-defence-of-october", "/news", "/shop"],
  ...[
    "/shop/in-defence-of-october",
    "/basket",
    "/donate",
    "/join",
    "/contact",
    "/search?q=october",
    "/about",
    "/privacy",
  ],
  ...["/join/thanks", "/donate/thanks", "/contact/sent", "/texts/in-defence-of-october/wrong?at=p1", "/offline"],
  ...["/texts/in-defence-of-october/editions", "/texts/in-defence-of-october.md", "/news.atom", "/opds", "/opds/texts"],
  ...["/sitemap.xml", "/robots.txt", "/offline.json", "/manifest.webmanifest", "/no-such-page"],
];
/** The same pages as a script of Remix's would ask for them. */
const DATA = ["/_root.data", ...PAGES.filter((path) => /^\/[a-z/-]+$/.test(path)).map((path) => `${path}.data`)];

/** What somebody else sees, who knows references but no key. */
export async function readAsStranger({ url, site }: Stage): Promise<Place[]> {
  const orders = await site.db.selectFrom("orders").select("public_ref").execute();
  const gifts = await site.db.selectFrom("recurring_donations").select("public_ref").execute();
  const joined = await site.db.selectFrom("applications").select("public_ref").execute();
  const kept = [
    ...orders.map(({ public_ref }) => `/orders/${public_ref}`),
    ...gifts.map(({ public_ref }) => `/donations/${public_ref}`),
    ...joined.map(({ public_ref }) => `/dues/${public_ref}`),
  ];
  if (orders.length === 0 || gifts.length === 0 || joined.length === 0) throw new Error("there is nothing to guess at");
  const paths = [...PAGES, ...DATA, ...kept, ...kept.map((path) => `${path}?key=AAAAAAAAAAAAAAAAAAAAAA`)];
  const places: Place[] = [];
  for (const path of paths) {
    const reply = await ask(url, path);
    places.push({ name: `a stranger's ${path}`, text: `${JSON.stringify(reply.headers)}\n${reply.body}` });
  }
  return places;
}

/**
 * What Stripe must be told of a person, and why. Everything else about people Stripe asks itself, on its own page, or
 * never learns.
 */
const STRIPE_MAY_KNOW: { path: RegExp; field: string; bird: RegExp; why: string }[] = [
  {
    path: /^POST \/v1\/checkout\/sessions$/,
    field: "customer_email",
    bird: /^join[^:]*: email$/,
    why: "dues go on every month: the address that letters about them go to has to be the one that was given here",
  },
];

/** Every request to Stripe, without what it must be told; and how often it was told that. */
export function readStripeRequests(
  requests: readonly RecordedRequest[],
  birds: readonly { name: string; word: string }[],
): { place: Place; allowed: number } {
  let allowed = 0;
  const lines = requests.map(({ method, path, params, idempotencyKey }) => {
    const left = { ...params };
    for (const rule of STRIPE_MAY_KNOW) {
      const value = left[rule.field];
      if (!rule.path.test(`${method} ${path}`) || typeof value !== "string") continue;
      const bird = birds.find(({ word }) => value.includes(word));
      if (!bird || !rule.bird.test(bird.name)) continue;
      allowed += 1;
      delete left[rule.field];
    }
    return JSON.stringify({ method, path, params: left, idempotencyKey });
  });
  return { place: { name: "requests to Stripe", text: lines.join("\n") }, allowed };
}
