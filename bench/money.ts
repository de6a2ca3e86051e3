import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { newFormToken } from "#app/forms/form-token.ts";
import { API_VERSION } from "#app/payments/stripe-client.ts";
import { priceBasket } from "#app/shop/basket.ts";
import { basketHeader } from "#app/shop/basket-cookie.ts";
import { connect } from "#db/client.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { testEnvironment, testSettings } from "#tests/support/settings.ts";
import { load, QUICK, round, tell } from "./figures.ts";
import { median, onFreshDatabase } from "./ground.ts";
import { startServer } from "./processes.ts";
import { fill, ROOT, startSite } from "./site.ts";

// `npm run bench:money`: orders started (a basket is posted, Stripe's page is the answer) and payments settled (Stripe's
// news is posted, the worker does the rest) a second, with a Stripe that answers at once, against the same rows written
// by plain pg. In turn, on one database that does not wait for its disk (durable: false), which flatters both alike. Every
// limit is asked and none refuses. Before the first round the worker ends what it does once at its start (every edition's
// files are made, the books are checked), and some orders are not counted: a site that runs for weeks has its code compiled.

const ROUNDS = QUICK ? 1 : 3;
const CONNECTIONS = [1, 16];
const ORDERS: Record<number, number> = QUICK ? { 1: 40, 16: 160 } : { 1: 150, 16: 300 };
const UNCOUNTED = QUICK ? 20 : 200;

type Speeds = { startedPerSecond: number; settledPerSecond: number };
type Order = { cookie: string; body: string };

await onFreshDatabase(async (ownerUrl) => {
  await fill(ownerUrl);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  await owner.query("update stock set on_hand = 10000000");
  const [stripePort, smtpPort] = [await freePort(0), await freePort(0)];
  const stripeUrl = `http://127.0.0.1:${stripePort}`;
  const stripeArgs = [join(ROOT, "bench/servers/quick-stripe.ts"), String(stripePort), String(smtpPort)];
  const stripe = await startServer(process.execPath, stripeArgs, stripeUrl);
  const over = { STRIPE_PORT: String(stripePort), SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, LOG_LEVEL: "error" };
  const site = await startSite(ownerUrl, over);
  const env: NodeJS.ProcessEnv = {
    ...{ PATH: process.env.PATH, NODE_ENV: "production" },
    ...testEnvironment({ ...over, DATABASE_URL: ownerUrl, SITE_URL: site.url }),
  };
  const workerArgs = ["--max-semi-space-size=8", join(ROOT, "server/worker.ts")];
  const worker = await startServer(process.execPath, workerArgs, stripeUrl, env);
  try {
    await rest(owner);
    await ours(ownerUrl, owner, site.url, 16, UNCOUNTED);
    for (const connections of CONNECTIONS) {
      const count = ORDERS[connections] ?? 0;
      console.log(`\n${ROUNDS} rounds of ${count} orders, ${connections} at once, on a machine of load ${load()}`);
      const rows: Record<"ours" | "plain", Speeds[]> = { ours: [], plain: [] };
      for (let turn = 0; turn < ROUNDS; turn++) {
        const before = [site.cpuMs(), worker.cpuMs()] as const;
        rows.ours.push(await ours(ownerUrl, owner, site.url, connections, count));
        const cpu = [(site.cpuMs() - before[0]) / count, (worker.cpuMs() - before[1]) / count];
        rows.plain.push(await plain(ownerUrl, connections, count));
        const [a, b] = [rows.ours[turn] as Speeds, rows.plain[turn] as Speeds];
        console.log(
          `  started ${round(a.startedPerSecond)}/s, plain pg ${round(b.startedPerSecond)}/s; settled ${round(a.settledPerSecond)}/s, ` +
            `plain pg ${round(b.settledPerSecond)}/s; processor an order: web ${round(cpu[0] ?? 0, 1)} ms, worker ${round(cpu[1] ?? 0, 1)} ms`,
        );
      }
      say("orders started", "startedPerSecond", rows, connections);
      say("payments settled", "settledPerSecond", rows, connections);
    }
  } finally {
    await worker.end();
    await site.end();
    await stripe.end();
    await owner.end();
  }
});

function say(what: string, key: keyof Speeds, rows: Record<"ours" | "plain", Speeds[]>, connections: number): void {
  const speed = median(rows.ours.map((row) => row[key]));
  const ratio = median(rows.ours.map((row, turn) => row[key] / (rows.plain[turn]?.[key] ?? Number.NaN)));
  const atTarget = connections === 16 && key === "startedPerSecond";
  tell({
    figure: `${what}, ${connections} at once`,
    measured: `${round(speed)}/s, ${ratio.toFixed(2)} of plain pg`,
    target: atTarget ? "≥ 300/s and ≥ 0.5" : "≥ 0.5",
    holds: ratio >= 0.5 && (!atTarget || speed >= 300),
  });
}

async function plain(url: string, connections: number, count: number): Promise<Speeds> {
  const args = [join(ROOT, "bench/servers/plain-money.ts"), url, String(connections), String(count)];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as Speeds;
}

async function ours(ownerUrl: string, owner: pg.Pool, url: string, connections: number, count: number) {
  const orders = await fillBaskets(ownerUrl, url, count);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const sessions: string[] = [];
  const startedPerSecond = await timed(count, connections, async (nth) => {
    const { cookie, body } = orders[nth] as Order;
    const headers = { Cookie: cookie, Origin: url, "Content-Type": "application/x-www-form-urlencoded" };
    const reply = await post(agent, `${url}/basket`, headers, body);
    const session = /\/pay\/(\w+)$/.exec(reply.headers.location ?? "")?.[1];
    if (reply.status !== 303 || !session) throw new Error(`a basket was answered ${reply.status}`);
    sessions.push(session);
  });
  await rest(owner);
  const events = sessions.map((session) => newsOf(session));
  const began = performance.now();
  await timed(count, connections, async (nth) => {
    const { signature, body } = events[nth] as ReturnType<typeof newsOf>;
    const headers = { "Stripe-Signature": signature, "Content-Type": "application/json" };
    const { status } = await post(agent, `${url}/webhooks/stripe`, headers, body);
    if (status !== 200) throw new Error(`news was answered ${status}`);
  });
  await settled(owner, sessions);
  const settledPerSecond = count / ((performance.now() - began) / 1000);
  agent.destroy();
  await rest(owner);
  return { startedPerSecond, settledPerSecond };
}

/** What browsers would send: a basket with one pamphlet each, its form signed, its sum as shown. */
async function fillBaskets(ownerUrl: string, siteUrl: string, count: number): Promise<Order[]> {
  const settings = testSettings({ SITE_URL: siteUrl });
  const { db } = connect(ownerUrl, 1);
  const now = new Date();
  const onSale = await db.selectFrom("pamphlets").select("slug").where("on_sale", "=", true).orderBy("slug").execute();
  const kinds = await Promise.all(
    onSale.map(async ({ slug }) => {
      const basket = { lines: [{ slug, quantity: 1 }], donationPence: 0 };
      return { basket, priced: await priceBasket(db, basket, now.toISOString().slice(0, 10)) };
    }),
  );
  await db.destroy();
  const sold = kinds.filter(({ priced }) => priced.lines.length === 1 && priced.postage);
  return Array.from({ length: count }, (_, nth) => {
    const { basket, priced } = sold[nth % sold.length] as (typeof sold)[number];
    const line = priced.lines[0] as (typeof priced.lines)[number];
    const body = new URLSearchParams({
      ...{ intent: "pay", donation: "0", website: "", "form-key": newFormToken(settings.formSecret, "basket", now) },
      ...{ [`quantity-${line.slug}`]: "1", [`price-${line.slug}`]: String(line.unitPence) },
      ...{ postage: String(priced.postage?.pence), total: String(priced.totalPence) },
    });
    return { cookie: basketHeader(settings, basket).split(";")[0] ?? "", body: body.toString() };
  });
}

function newsOf(session: string) {
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    ...{ id: `evt_${session}`, object: "event", type: "checkout.session.completed", api_version: API_VERSION },
    ...{ livemode: false, created, data: { object: { id: session, object: "checkout.session" } } },
  });
  const secret = String(testEnvironment().STRIPE_WEBHOOK_SECRET);
  const proof = createHmac("sha256", secret).update(`${created}.${body}`).digest("hex");
  return { body, signature: `t=${created},v1=${proof}` };
}

/** Does so many, so many at once; gives how many a second. */
async function timed(count: number, atOnce: number, work: (nth: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
  return count / ((performance.now() - began) / 1000);
}

async function until(done: () => Promise<boolean>, everyMs: number): Promise<void> {
  const patience = performance.now() + 300_000;
  while (!(await done())) {
    if (performance.now() > patience) throw new Error("the worker does not come to an end");
    await new Promise((again) => setTimeout(again, everyMs));
  }
}

function settled(owner: pg.Pool, sessions: string[]): Promise<void> {
  return until(async () => {
    const { rows } = await owner.query<{ n: string }>(
      "select count(*) as n from stripe_events where state = 'done' and object_id = any($1)",
      [sessions],
    );
    return Number(rows[0]?.n) === sessions.length;
  }, 50);
}

/** Nothing that is due is left to do, such as letters. */
function rest(owner: pg.Pool): Promise<void> {
  return until(async () => {
    const due =
      "select count(*) as n from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts";
    return Number((await owner.query<{ n: string }>(due)).rows[0]?.n) === 0;
  }, 200);
}

function post(agent: Agent, url: string, headers: Record<string, string>, body: string) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders }>((done, fail) => {
    const length = { "Content-Length": Buffer.byteLength(body) };
    const asked = request(url, { method: "POST", agent, headers: { ...headers, ...length } }, (reply) => {
      reply.resume();
      reply.once("end", () => done({ status: reply.statusCode ?? 0, headers: reply.headers }));
    });
    asked.once("error", fail);
    asked.end(body);
  });
}
