import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pauseGifts, resumeGifts } from "#app/giving/pause.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { counts } from "../support/money.ts";
import { giveMonthly, MONTH, pass } from "../support/promises.ts";
import { Visit, words } from "./visit.ts";

/** The keeper's switch: no gift is begun, everything else goes on, and nobody loses what they typed. */
let house: House;
let visit: Visit;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => {
  visit = new Visit(house.url);
});
afterEach(() => resumeGifts(house.site, "a test"));
afterAll(() => closeSound(house));

const pause = () => pauseGifts(house.site, "a test", "to see");
const SENTENCE =
  "We cannot take donations on this site at the moment. Nothing was taken and your choices are still here. Call 020 8988 8777";

describe("while gifts are paused", () => {
  test("the donate page says so, names every other way, and has no form", async () => {
    await pause();
    const page = await visit.open("/donate");
    expect(page.status).toBe(200);
    expect(words(page)).toContain("We cannot take donations on this site at the moment.");
    expect(words(page)).toContain("by cheque");
    for (const way of ["/other-ways-to-pay", "/shop", "/join"]) expect(page.body).toContain(`href="${way}"`);
    expect(page.body).not.toContain('action="/donate"');
    expect((await visit.open("/donate/details?every=once&amount=600.00")).headers.location).toBe("/donate");
    await resumeGifts(house.site, "a test");
    expect((await visit.open("/donate")).body).toContain('action="/donate"');
  });

  test.each([
    ["once, from a page opened before", "/donate", "amount", { every: "once", amount: "12.50" }],
    ["each month", "/donate", "amount", { every: "month", amount: "12.50" }],
    [
      "over the law's floor",
      "/donate/details?every=once&amount=600.00",
      "town",
      { name: "Rosa Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ", own: "yes" },
    ],
  ])("a gift is refused with what was typed: %s", async (_, path, having, fields: Record<string, string>) => {
    const page = await visit.open(path);
    await pause();
    const before = await house.site.db.selectFrom("checkouts").select("id").execute();
    const refused = await visit.send(page, having, fields);
    expect(refused.status).toBe(503);
    expect(refused.headers["retry-after"]).toBeDefined();
    expect(words(refused)).toContain(SENTENCE);
    expect(refused.body).toContain(`value="${fields.amount ?? fields.name}"`);
    expect(await house.site.db.selectFrom("checkouts").select("id").execute()).toEqual(before);
    // and the same press is good again afterwards
    await resumeGifts(house.site, "a test");
    expect((await visit.send(refused, having, fields)).headers.location).toContain("/pay/cs_test_");
  });

  test("pamphlets are sold, without a gift beside them", async () => {
    await visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" });
    const basket = "quantity-in-defence-of-october";
    await visit.openAndSend("/basket", basket, { intent: "update", donation: "500" });
    const before = await visit.open("/basket");
    expect(words(before)).toContain("Donation £5.00");
    await pause();
    // the button that was shown had the gift in its total: it is not paid unseen
    expect((await visit.send(before, basket, { intent: "pay" })).headers.location).toBe("/basket?updated=yes");
    const page = await visit.open("/basket");
    expect(words(page)).toContain("Pamphlets are on sale as before.");
    expect(words(page)).not.toContain("Add something for the cause?");
    expect(words(page)).not.toContain("Donation £5.00");
    expect((await visit.send(page, basket, { intent: "pay" })).headers.location).toContain("/pay/cs_test_");
    const order = await house.site.db.selectFrom("orders").select("donation_pence").executeTakeFirstOrThrow();
    expect(order.donation_pence).toBe(0);
  });

  test("people join, and monthly gifts that run go on", async () => {
    const promise = await giveMonthly(house, 500);
    await pause();
    const details = { name: "Emma Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ" };
    await visit.openAndSend("/join", "postcode", { ...details, email: "emma@reader.example" });
    await visit.openAndSend("/join/dues", "rate", { rate: "other", amount: "5", agree: "yes" });
    expect((await visit.openAndSend("/join/check", "form-key", {})).headers.location).toContain("/pay/cs_test_");
    const { donations } = await counts(house);
    await pass(house, MONTH);
    expect((await counts(house)).donations).toBe((donations ?? 0) + 1);
    expect((await visit.open(promise.page)).status).toBe(200);
  });
});
