import { afterEach, expect, test } from "vitest";
import { newFormToken } from "#app/forms/form-token.ts";
import { basketHeader } from "#app/shop/basket-cookie.ts";
import { ask, post, type Reply } from "../support/ask.ts";
import { type House, openHouse } from "../support/house.ts";
import { fill, readPageForm } from "../support/page-form.ts";
import { REAL_LIMITS } from "../support/real-limits.ts";

/**
 * The donation form is no use to card testers (reliability.md, P10). So many attempts in twenty minutes that cross
 * midnight, then bursts until a day and more has gone by; over HTTP, with Stripe's stand-in, on a clock of our own.
 */
const ATTEMPTS = Number.parseInt(process.env.LIMITS_ATTEMPTS ?? "1000", 10);
const MINUTES = 20;
const AT_ONCE = 10;
const HOUR = 3600;
const DAY = 24 * HOUR;
const TRIES = 5;

let house: House;
afterEach(() => house.close());

const isOpened = (reply: Reply) => reply.status === 303 && String(reply.headers.location).includes("/pay/cs_test_");

/** The most of these moments, in seconds, that lie in one window of so many seconds, wherever it begins. */
function fullest(moments: readonly number[], seconds: number): number {
  const sorted = [...moments].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, at] of sorted.entries()) {
    while ((sorted[first] ?? at) <= at - seconds) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

test.each([1, 10, 200])("from %i addresses", { timeout: 600_000 }, async (addresses) => {
  house = await openHouse(REAL_LIMITS);
  const { site, stripe } = house;
  stripe.setWebhook(undefined);
  // midnight lies within the first twenty minutes
  const start = Math.ceil(Date.now() / 1000 / DAY + 1) * DAY - (MINUTES / 2) * 60;
  let now = start;
  const catchUp = () => stripe.advance(Math.max(0, now - stripe.now().getTime() / 1000));
  await catchUp();
  site.clock = { now: () => new Date(now * 1000) };
  const secret = site.settings.formSecret;
  const cookie = basketHeader(site.settings, {
    lines: [{ slug: "in-defence-of-october", quantity: 1 }],
    donationPence: 0,
  }).split(";")[0] as string;
  const basket = readPageForm((await ask(house.url, "/basket", { headers: { Cookie: cookie } })).body, "total");

  const give = (from: string, n: number) => {
    const form = { every: n % 3 === 0 ? "month" : "once", amount: "2.00", website: "" };
    return post(
      house.url,
      "/donate",
      { ...form, "form-key": newFormToken(secret, "donate", site.clock.now()) },
      { "X-Forwarded-For": `${from}` },
    );
  };
  const buy = (from: string) => {
    const token = newFormToken(secret, "basket", site.clock.now());
    return post(house.url, "/basket", fill(basket, { intent: "pay", "form-key": token }), {
      Cookie: cookie,
      "X-Forwarded-For": from,
    });
  };

  const opened: { from: string; at: number }[] = [];
  const statuses = new Map<number, number>();
  let sent = 0;
  const attempt = async (n: number) => {
    // what stands before the last address is the sender's own word, and a tester's is never twice the same
    const from = `198.51.${n % 251}.7, 203.0.${Math.floor((n % addresses) / 100)}.${(n % addresses) % 100}`;
    const reply = await (n % 8 === 7 ? buy(from) : give(from, n));
    sent++;
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (isOpened(reply)) opened.push({ from: from.split(", ")[1] ?? "", at: now });
    else expect(reply.status).toBe(429);
  };

  // a giver of flesh and blood: five gifts, fifty seconds apart, from the fifth minute on; told to wait, they wait
  const donor = { tries: 0, waits: 0, next: start + 300, opened: 0 };
  const donate = async () => {
    if (donor.tries === TRIES || now < donor.next) return;
    const reply = await give("192.0.2.1", 1);
    donor.tries++;
    if (isOpened(reply)) {
      donor.opened++;
      donor.next = now + 50;
      return;
    }
    expect(reply.status).toBe(429);
    expect(reply.body).toContain("call 020 8988 8777");
    donor.waits++;
    donor.next = now + Number(reply.headers["retry-after"]);
  };

  const began = performance.now();
  for (let n = 0; n < ATTEMPTS; n += AT_ONCE) {
    now = start + (n / ATTEMPTS) * MINUTES * 60;
    await donate();
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => attempt(n + i)));
  }
  const inTwenty = opened.length;
  const peace = now;
  now += 65;
  const afterwards = await give("192.0.2.2", 1);
  expect(isOpened(afterwards)).toBe(true);
  now = peace;
  if (addresses < 200) {
    // none is begun until the day since is over
    for (const hour of [2, 12, 22, 24, 25, 26]) {
      now = start + hour * HOUR;
      await catchUp();
      for (let n = 0; n < addresses + 3; n++) await attempt(n);
    }
  }
  const ms = (performance.now() - began) / sent;

  const sessions = await site.db
    .selectFrom("checkouts")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("session_id", "is not", null)
    .executeTakeFirstOrThrow();
  const each = [...Map.groupBy(opened, ({ from }) => from).values()].map((hits) => hits.map(({ at }) => at));
  const figures = {
    minute: Math.max(...each.map((hits) => fullest(hits, 60))),
    day: Math.max(...each.map((hits) => fullest(hits, DAY))),
    all: fullest(
      opened.map(({ at }) => at),
      60,
    ),
  };
  console.log(
    `${addresses} addresses, ${sent} attempts: ${inTwenty} begun in ${MINUTES} minutes, ${opened.length} in all, ` +
      `${statuses.get(429) ?? 0} refused; most a minute from one ${figures.minute}, a day ${figures.day}, ` +
      `a minute in all ${figures.all}; an honest giver begun ${donor.opened} of ${donor.tries}, told to wait ${donor.waits} times; ${ms.toFixed(1)} ms each`,
  );
  expect(figures.minute).toBeLessThanOrEqual(3);
  expect(figures.day).toBeLessThanOrEqual(10);
  expect(figures.all).toBeLessThanOrEqual(30);
  // with hundreds of addresses the limit of all is reached, and an honest giver may be told to wait or call
  if (addresses < 200) expect(donor).toMatchObject({ opened: TRIES, waits: 0 });
  // each answer that led to Stripe is one Checkout Session, and there is no other
  expect(sessions.n).toBe(opened.length + donor.opened + 1);
});
