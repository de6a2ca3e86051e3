import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { post, type Reply } from "../support/ask.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { giveMonthly, joinMonthly } from "../support/promises.ts";
import { REAL_LIMITS } from "../support/real-limits.ts";
import { Visit, words } from "./visit.ts";

/** What a form says that was sent too often, and that nothing is half done then. Time stands still unless it is moved. */
let house: House;
let now = Date.now();
const later = (seconds: number) => {
  now += seconds * 1000;
};
beforeAll(async () => {
  house = await openHouse(REAL_LIMITS);
  house.site.clock = { now: () => new Date(now) };
});
beforeEach(() => later(90));
afterAll(() => closeSound(house));

let addresses = 0;
const somebody = () => new Visit(house.url, `203.0.113.${++addresses}`);
const waiting = () => house.site.db.selectFrom("orders").selectAll().where("state", "=", "awaiting_payment").execute();
const TABLES = ["checkouts", "orders", "donation_offers", "recurring_donations", "applications", "people"] as const;
const count = async (...tables: readonly ((typeof TABLES)[number] | "questions" | "typo_reports" | "outbox")[]) => {
  const rows = await Promise.all(
    tables.map((table) =>
      house.site.db
        .selectFrom(table)
        .select((e) => e.fn.countAll<number>().as("n"))
        .execute(),
    ),
  );
  return rows.map(([row]) => row?.n);
};
const held = async () => (await house.site.db.selectFrom("stock").select("reserved").execute()).map((s) => s.reserved);

/** Refused for its number: with a way on, and no more said. */
function expectTooOften(reply: Reply, wait = /^\d+$/): void {
  expect(reply.status).toBe(429);
  expect(reply.headers["retry-after"]).toMatch(wait);
  expect(reply.headers["cache-control"]).toBe("no-store");
  expect(words(reply)).toMatch(
    /There were too many of these in a short time, so nothing was sent and nothing was taken. What you filled in is still here. Wait (a minute|\d+ (minutes|hours)) and try again, or call 020 8988 8777, or write to questions@party.example./,
  );
  expect(reply.body).toMatch(/<title>Error: /);
}

const give = (visit: Visit, amount = "12.50") => visit.openAndSend("/donate", "amount", { every: "month", amount });
const atStripe = (reply: Reply) => /\/pay\/cs_test_/.test(String(reply.headers.location));

// first: Stripe's news is believed only while our clock has not gone far
describe("a monthly promise", () => {
  const press = (page: string, fields: Record<string, string>) =>
    post(house.url, page, fields, { "X-Forwarded-For": `203.0.113.${++addresses}` });

  test("is changed six times a minute, and stopped at any time", async () => {
    const { page } = await giveMonthly(house, 1000);
    for (let at = 0; at < 6; at++) expect((await press(page, { intent: "card" })).status).toBe(303);
    const refused = await press(page, { intent: "pause", months: "2" });
    expectTooOften(refused);
    const ended = await press(page, { intent: "end" });
    expect(ended.headers.location).toContain("done=ended");
  });

  test("so are dues", async () => {
    const { page } = await joinMonthly(house);
    for (let at = 0; at < 6; at++) expect((await press(page, { intent: "card" })).status).toBe(303);
    expectTooOften(await press(page, { intent: "card" }));
    expect((await press(page, { intent: "end" })).status).toBe(303);
  });
});

describe("a gift", () => {
  test("is begun three times a minute from one address; then what was typed is kept, and nothing is written", async () => {
    const visit = somebody();
    for (let at = 0; at < 3; at++) expect(atStripe(await give(visit))).toBe(true);
    const before = await count(...TABLES);
    const fourth = await give(visit);
    expectTooOften(fourth, /^6[0-3]$/);
    expect(fourth.body).toMatch(/name="amount"[^>]*value="12.50"/);
    expect(fourth.body).toMatch(/value="month"[^>]*checked|checked[^>]*value="month"/);
    expect(await count(...TABLES)).toEqual(before);
    // another address is another giver
    expect(atStripe(await give(somebody()))).toBe(true);
    later(Number(fourth.headers["retry-after"]));
    expect(atStripe(await visit.send(fourth, "amount", {}))).toBe(true);
  });

  test("over the law's floor is held to the same, and keeps the giver's details", async () => {
    const visit = somebody();
    for (let at = 0; at < 3; at++) await give(visit);
    const giver = { name: "Rosa Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ", own: "yes" };
    const refused = await visit.openAndSend("/donate/details?every=once&amount=600.00", "town", giver);
    expectTooOften(refused);
    expect(refused.body).toMatch(/name="name"[^>]*value="Rosa Example"/);
  });

  test("pressed fifty times at once is one of three, and so is the way back to its open page", async () => {
    const visit = somebody();
    const page = await visit.open("/donate");
    const presses = await Promise.all(
      Array.from({ length: 50 }, () => visit.send(page, "amount", { every: "once", amount: "5" })),
    );
    expect(new Set(presses.map((reply) => `${reply.status} ${reply.headers.location}`)).size).toBe(1);
    expect(atStripe(presses[0] as Reply)).toBe(true);
    expect(atStripe(await give(visit))).toBe(true);
    expect(atStripe(await give(visit))).toBe(true);
    expectTooOften(await give(visit));
    expect(atStripe(await visit.send(page, "amount", { every: "once", amount: "5" }))).toBe(true);
  });

  test("is counted with orders and dues: ten a day from one address, of whatever kind", async () => {
    const visit = somebody();
    for (let at = 0; at < 10; at++) {
      later(30);
      expect(atStripe(await give(visit)), `${at}`).toBe(true);
    }
    later(600);
    expectTooOften(await give(visit), /^8\d{4}$/);
    await visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" });
    expectTooOften(await visit.openAndSend("/basket", "quantity-in-defence-of-october", { intent: "pay" }));
    await reachCheck(visit, "tenth@reader.example");
    expectTooOften(await visit.openAndSend("/join/check", "form-key", {}));
    // whoever joins without paying begins nothing at Stripe
    await visit.openAndSend("/join/tell-us", "rate", { rate: "other", amount: "5", agree: "yes" });
    expect((await visit.openAndSend("/join/check", "form-key", {})).headers.location).toContain("/join/thanks");
  });

  test("from everybody together is begun thirty times a minute", async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, () => give(somebody())));
    expect(replies.filter(atStripe)).toHaveLength(30);
    for (const reply of replies) if (!atStripe(reply)) expectTooOften(reply, /^6[0-3]$/);
  });
});

describe("an order", () => {
  test("that is refused holds no copies, and the one before it is not ended for it", async () => {
    const visit = somebody();
    const basket = (over: Record<string, string>) =>
      visit.openAndSend("/basket", "quantity-in-defence-of-october", over);
    await visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" });
    expect(atStripe(await basket({ intent: "pay" }))).toBe(true);
    for (const quantity of ["2", "3"]) {
      await basket({ "quantity-in-defence-of-october": quantity, intent: "update" });
      expect(atStripe(await basket({ intent: "pay" }))).toBe(true);
    }
    const third = await waiting();
    await basket({ "quantity-in-defence-of-october": "4", intent: "update" });
    const [before, copies] = [await count(...TABLES), await held()];
    expectTooOften(await basket({ intent: "pay" }));
    expect(await count(...TABLES)).toEqual(before);
    expect(await held()).toEqual(copies);
    expect(await waiting()).toEqual(third);
    expect(third).toHaveLength(1);
    // back to what was asked for before: its page is open still, and that is no new one
    await basket({ "quantity-in-defence-of-october": "3", intent: "update" });
    expect(atStripe(await basket({ intent: "pay" }))).toBe(true);
    later(64);
    await basket({ "quantity-in-defence-of-october": "4", intent: "update" });
    expect(atStripe(await basket({ intent: "pay" }))).toBe(true);
  });

  test("is changed as quickly as people can, and not as quickly as machines can", async () => {
    const visit = somebody();
    const add = () => visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add", quantity: "1" });
    for (let at = 0; at < 40; at++) expect((await add()).status).toBe(303);
    const all = await Promise.all(
      Array.from({ length: 90 }, () => visit.openAndSend("/basket", "total", { remove: "x" })),
    );
    expect(all.filter((reply) => reply.status === 303)).toHaveLength(80);
    for (const reply of all) if (reply.status !== 303) expectTooOften(reply);
  });
});

async function reachCheck(visit: Visit, email: string): Promise<void> {
  const details = { name: "Emma Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ" };
  await visit.openAndSend("/join", "postcode", { ...details, email });
  await visit.openAndSend("/join/dues", "rate", { rate: "other", amount: "5", agree: "yes" });
}

describe("an application", () => {
  test("comes five times a day from one email address, whatever addresses it is sent from, paid or not", async () => {
    const join = async (email: string) => {
      const visit = somebody();
      await reachCheck(visit, email);
      await visit.openAndSend("/join/tell-us", "rate", { rate: "other", amount: "5", agree: "yes" });
      return visit.openAndSend("/join/check", "form-key", {});
    };
    for (let at = 0; at < 5; at++) expect((await join("eager@reader.example")).status).toBe(303);
    const before = await count(...TABLES, "outbox");
    expectTooOften(await join("EAGER@reader.example"));
    expect(await count(...TABLES, "outbox")).toEqual(before);
    expect((await join("other@reader.example")).status).toBe(303);
  });
});

describe("a question", () => {
  const ask = (visit: Visit, email: string) =>
    visit.openAndSend("/contact", "question", { question: "Why?", reply: "email", email });

  test("comes five times a day for one mailbox, whoever asks", async () => {
    for (let at = 0; at < 5; at++) expect((await ask(somebody(), "often@reader.example")).status).toBe(303);
    const before = await count("questions", "outbox");
    const sixth = await ask(somebody(), "OFTEN@reader.example");
    expectTooOften(sixth);
    expect(sixth.body).toContain("Why?");
    expect(await count("questions", "outbox")).toEqual(before);
    expect((await ask(somebody(), "other@reader.example")).status).toBe(303);
  });

  test("comes five times in ten minutes from one address, whomever it names", async () => {
    const visit = somebody();
    for (let at = 0; at < 5; at++) expect((await ask(visit, `a${at}@reader.example`)).status).toBe(303);
    expectTooOften(await ask(visit, "a6@reader.example"));
    later(700);
    expect((await ask(visit, "a6@reader.example")).status).toBe(303);
  });
});

test("a report of a slip comes ten times in ten minutes from one address, and sixty times a day of one text", async () => {
  const report = (visit: Visit) =>
    visit.openAndSend("/texts/in-defence-of-october/wrong", "says", { says: "A slip.", quoted: "teh" });
  const visit = somebody();
  for (let at = 0; at < 10; at++) expect((await report(visit)).status).toBe(303);
  const refused = await report(visit);
  expectTooOften(refused);
  expect(refused.body).toContain("A slip.");
  for (let at = 0; at < 50; at++) expect((await report(somebody())).status).toBe(303);
  const [before] = await count("typo_reports");
  expectTooOften(await report(somebody()));
  expect(await count("typo_reports")).toEqual([before]);
});

test("words are looked for sixty times a minute from one address; looking at the empty page is free", async () => {
  const visit = somebody();
  for (let time = 0; time < 70; time++) expect((await visit.open("/search")).status).toBe(200);
  for (let time = 0; time < 60; time++) expect((await visit.open(`/search?q=bread${time}`)).status).toBe(200);
  const refused = await visit.open("/search?q=october");
  expect([refused.status, refused.headers["cache-control"]]).toEqual([429, "no-store"]);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect(words(refused)).toMatch(/What you typed is still here. Wait (a minute|\d+ minutes) and try again, or call/);
  expect(refused.body).toContain('value="october"');
  expect((await somebody().open("/search?q=october")).status).toBe(200);
  later(65);
  expect((await visit.open("/search?q=october")).status).toBe(200);
});
