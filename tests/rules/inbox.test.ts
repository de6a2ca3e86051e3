import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { takeEvent } from "#app/payments/inbox.ts";
import { API_VERSION } from "#app/payments/stripe-client.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestSite } from "../support/site.ts";

const SECRET = "whsec_sandbox0123456789abcdef";
const PREVIOUS = "whsec_previous0123456789abcd";

let database: TestDatabase;
let site: Site;
beforeAll(async () => {
  database = await createTestDatabase();
  site = createTestSite({ DATABASE_URL: database.appUrl, STRIPE_WEBHOOK_SECRET_PREVIOUS: PREVIOUS }).site;
});
afterAll(async () => {
  await site.db.destroy();
  await database.drop();
});
beforeEach(() => database.owner.query("truncate stripe_events; delete from graphile_worker._private_jobs"));

let n = 0;
function event(over: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: `evt_${++n}`,
    object: "event",
    type: "charge.updated",
    api_version: API_VERSION,
    livemode: false,
    created: Math.floor(Date.now() / 1000),
    data: { object: { id: "ch_1", object: "charge" } },
    ...over,
  });
}

type Forge = { secret?: string; at?: number; scheme?: string; signed?: string };
function signature(
  body: string,
  { secret = SECRET, at = Math.floor(Date.now() / 1000), scheme = "v1", signed = body }: Forge = {},
): string {
  return `t=${at},${scheme}=${createHmac("sha256", secret).update(`${at}.${signed}`).digest("hex")}`;
}

async function stored(): Promise<{ events: number; jobs: number }> {
  const { rows } = await database.owner.query(
    "select (select count(*)::int from stripe_events) as events, (select count(*)::int from graphile_worker._private_jobs) as jobs",
  );
  return rows[0];
}

const take = (body: string, header: string | undefined) => takeEvent(site, Buffer.from(body), header);

describe("a delivery that proves nothing is refused, and nothing is stored", () => {
  const now = Math.floor(Date.now() / 1000);
  const forgeries: [string, (body: string) => string | undefined][] = [
    ["no signature", () => undefined],
    ["an empty one", () => ""],
    ["words for one", () => "trust me"],
    ["another secret", (body) => signature(body, { secret: "whsec_attacker0123456789ab" })],
    ["an empty secret", (body) => signature(body, { secret: "" })],
    ["a body that was changed", (body) => signature(body, { signed: body.replace("ch_1", "ch_2") })],
    ["ten minutes old", (body) => signature(body, { at: now - 600 })],
    ["ten minutes in the future", (body) => signature(body, { at: now + 600 })],
    ["a day in the future", (body) => signature(body, { at: now + 86_400 })],
    ["another scheme", (body) => signature(body, { scheme: "v0" })],
    ["no time", (body) => signature(body).replace(/t=\d+,/, "")],
    ["the time of another", (body) => signature(body).replace(/t=\d+/, `t=${now - 1}`)],
  ];
  test.each(forgeries)("%s", async (_, forge) => {
    const body = event();
    expect(await take(body, forge(body))).toBe(400);
    expect(await stored()).toEqual({ events: 0, jobs: 0 });
  });

  test.each([
    ["real money in a test house", event({ livemode: true })],
    ["not an event", JSON.stringify({ id: "evt_x", object: "charge" })],
    ["not JSON", "order=1"],
    ["nothing", ""],
    ["a list", "[]"],
  ])("signed, but %s", async (_, body) => {
    expect(await take(body, signature(body))).toBe(400);
    expect(await stored()).toEqual({ events: 0, jobs: 0 });
  });
});

describe("a true delivery", () => {
  test("is stored with its job, once, however often it comes and however many at once", async () => {
    const body = event();
    expect(await take(body, signature(body))).toBe(200);
    const again = await Promise.all(Array.from({ length: 10 }, () => take(body, signature(body))));
    expect(new Set(again)).toEqual(new Set([200]));
    expect(await stored()).toEqual({ events: 1, jobs: 1 });
  });

  test("is believed by the old secret too while secrets change, and by either of two signatures", async () => {
    const one = event();
    expect(await take(one, signature(one, { secret: PREVIOUS }))).toBe(200);
    const two = event();
    const wrong = "0".repeat(64);
    expect(await take(two, `${signature(two)},v1=${wrong}`)).toBe(200);
    expect(await stored()).toEqual({ events: 2, jobs: 2 });
  });

  test("the clocks may differ by less than five minutes", async () => {
    const body = event();
    expect(await take(body, signature(body, { at: Math.floor(Date.now() / 1000) - 240 }))).toBe(200);
    const other = event();
    expect(await take(other, signature(other, { at: Math.floor(Date.now() / 1000) + 240 }))).toBe(200);
  });
});
