import { API_VERSION } from "#app/payments/stripe-client.ts";
import { ask } from "../../support/ask.ts";
import { askToGive, pay } from "../../support/money.ts";
import { atLeast, exactly, type Figure } from "../figures.ts";
import type { Stage } from "../stage/stage.ts";
import { forge, KINDS, type Sent, truly } from "./forgeries.ts";

const SECRET = "whsec_sandbox0123456789abcdef";
const AT_ONCE = 16;
const MOST_BYTES = 512 * 1024;

/**
 * Tells the real server what nobody should believe, over HTTP: forged deliveries of every kind, and true ones that are
 * too long, of another version, of another account, or about nothing. Then a true one, which must still be heard.
 */
export async function tellBadNews(stage: Stage, forged: number): Promise<Figure[]> {
  stage.listen(false);
  const checkoutId = await askToGive(stage, 500);
  await pay(stage, checkoutId);
  const body = await eventOf(stage, "checkout.session.completed");
  const before = await countRows(stage);
  const errors = stage.server.errors.size;

  const answers = new Map<number, number>();
  const believed = new Set<string>();
  await inTurns(forge({ secret: SECRET, body }, forged), AT_ONCE, async (sent) => {
    const status = await tell(stage, sent);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status < 400 || status >= 500) believed.add(`${sent.kind}: ${status}`);
  });
  const refused = [...answers].filter(([status]) => status >= 400 && status < 500).reduce((sum, [, n]) => sum + n, 0);
  const after = await countRows(stage);
  const long = await tellTooLong(stage, body);
  const odd = await tellOddly(stage, body);
  await stage.quiet();
  return [
    exactly("forged deliveries refused", refused, forged),
    atLeast("kinds of forgery", Math.min(KINDS, forged), KINDS),
    exactly("rows they left in the inbox", after.events - before.events, 0),
    exactly("jobs they left", after.jobs - before.jobs, 0),
    exactly("payments they made", after.payments - before.payments, 0),
    exactly("errors logged over them", stage.server.errors.size - errors, 0),
    ...(believed.size > 0 ? [exactly(`believed: ${[...believed].slice(0, 3).join(", ")}`, believed.size, 0)] : []),
    ...long,
    ...odd,
    exactly("a true delivery among them, settled", (await countRows(stage)).payments - before.payments, 1),
  ];
}

const tell = async (stage: Stage, { body, headers }: Sent): Promise<number> =>
  (await ask(stage.url, "/webhooks/stripe", { method: "POST", body, headers })).status;

/** True to the last byte, and too long: refused before it is read. */
async function tellTooLong(stage: Stage, body: string): Promise<Figure[]> {
  const before = await countRows(stage);
  const event = JSON.parse(body);
  const about = { object: { id: "cs_test_nosuch", object: "checkout.session" } };
  const padded = (bytes: number) => JSON.stringify({ ...event, id: "evt_long", data: about, pad: "x".repeat(bytes) });
  const status = await tell(stage, truly(SECRET, padded(1_024 * 1_024)));
  const fits = padded(MOST_BYTES - body.length - 100);
  const longest = await tell(stage, truly(SECRET, fits));
  return [
    exactly("answer to 1 MB", status, 413),
    exactly("answer to the longest that is read", longest, 200),
    exactly("rows of the two", (await countRows(stage)).events - before.events, 1),
  ];
}

/** Signed with our secret, and still nothing to settle by: each is kept with the reason, and keeps nobody waiting. */
async function tellOddly(stage: Stage, body: string): Promise<Figure[]> {
  const event = JSON.parse(body);
  const about = (id: string, object: string) => ({ object: { id, object } });
  const odd: [id: string, change: Record<string, unknown>][] = [
    ["evt_oldversion", { api_version: "2020-08-27" }],
    ["evt_noversion", { api_version: null }],
    ["evt_account", { account: "acct_another" }],
    ["evt_nosession", { data: about("cs_test_nosuch", "checkout.session") }],
    ["evt_nocharge", { type: "charge.refunded", data: about("ch_nosuch", "charge") }],
    ["evt_noinvoice", { type: "invoice.paid", data: about("in_nosuch", "invoice") }],
    ["evt_norefund", { type: "refund.created", data: about("re_nosuch", "refund") }],
    ["evt_nosub", { type: "customer.subscription.deleted", data: about("sub_nosuch", "subscription") }],
    ["evt_nointent", { type: "payment_intent.succeeded", data: about("pi_nosuch", "payment_intent") }],
    ["evt_nodispute", { type: "charge.dispute.created", data: about("dp_nosuch", "dispute") }],
    ["evt_nopayout", { type: "payout.paid", data: about("po_nosuch", "payout") }],
    ["evt_unheard", { type: "moon.risen", data: about("moon_1", "moon") }],
    ["evt_noid", { type: "invoice.upcoming", data: { object: { object: "invoice" } } }],
  ];
  const payments = (await countRows(stage)).payments;
  const statuses = new Set<number>();
  for (const [id, change] of odd)
    statuses.add(await tell(stage, truly(SECRET, JSON.stringify({ ...event, id, ...change }))));
  await stage.quiet();
  const { rows } = await stage.database.owner.query<{ id: string; state: string; reason: string | null }>(
    "select id, state, reason from stripe_events where id = any($1)",
    [odd.map(([id]) => id)],
  );
  const of = (id: string) => rows.find((row) => row.id === id);
  const namesBoth = ["evt_oldversion", "evt_noversion"].filter((id) => {
    const { state, reason } = of(id) ?? {};
    return (
      state === "parked" &&
      reason?.includes(id === "evt_oldversion" ? "2020-08-27" : "unknown") &&
      reason.includes(API_VERSION)
    );
  });
  const settledNothing = (await countRows(stage)).payments - payments;
  const figures = [
    exactly("odd but true ones stored", rows.length, odd.length),
    exactly("answers other than 200 to them", [...statuses].filter((status) => status !== 200).length, 0),
    exactly("parked for their version, naming both", namesBoth.length, 2),
    exactly(
      "ignored, with a reason",
      rows.filter((row) => row.state === "ignored" && row.reason).length,
      odd.length - 2,
    ),
    exactly("payments they made", settledNothing, 0),
  ];
  // now the same event as Stripe sent it
  await tell(stage, truly(SECRET, body));
  return figures;
}

/** The true event, as Stripe has it on record, though it told nobody. */
async function eventOf(stage: Stage, type: string): Promise<string> {
  const [event] = (await stage.site.stripe.events.list({ type, limit: 1 })).data;
  if (!event) throw new Error(`Stripe has no event ${type}`);
  return JSON.stringify(event);
}

async function countRows({ database }: Stage): Promise<{ events: number; jobs: number; payments: number }> {
  const { rows } = await database.owner.query<{ events: number; jobs: number; payments: number }>(
    `select (select count(*)::int from stripe_events) as events,
      (select count(*)::int from graphile_worker.jobs where task_identifier = 'settle-event') as jobs,
      (select count(*)::int from payments) as payments`,
  );
  return rows[0] ?? { events: 0, jobs: 0, payments: 0 };
}

async function inTurns<T>(list: readonly T[], atOnce: number, act: (one: T) => Promise<void>): Promise<void> {
  const left = [...list];
  const turn = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await act(one);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
}
