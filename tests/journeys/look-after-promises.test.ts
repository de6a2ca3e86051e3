import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, post } from "../support/ask.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import {
  afresh,
  CARD,
  giveMonthly,
  joinMonthly,
  lettersCalled,
  MONTH,
  membershipNow,
  missedNow,
  pass,
  press,
  saveCard,
} from "../support/promises.ts";
import { arrive, closeBrowser } from "../support/visitor.ts";

/** The pages on which givers and members look after what they promised: by a link, without JavaScript, without signing in. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await closeBrowser();
  await closeSound(house);
});

const linkIn = (text: string | undefined, path: string) =>
  (new RegExp(`http://[^\\s]+/${path}/[^\\s]+`).exec(text ?? "")?.[0] ?? "").slice(house.url.length);

describe("a monthly donation", () => {
  test("from the letter about a failed card to paid, by keyboard alone", async () => {
    const giving = await giveMonthly(house, 600);
    await saveCard(house, giving.page, CARD.failsLater);
    await pass(house, MONTH);
    const [letter] = lettersCalled(house, "A payment did not go through");
    const { page, leave } = await arrive(house, linkIn(letter?.text, "donations"));
    const main = page.locator("main");
    expect(await main.innerText()).toMatch(
      /The £6 of .* did not go through: your card was declined\. It is tried again on/,
    );
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate("document.activeElement.textContent")) === "Pay it now") break;
    }
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("/invoice/in_");
    await page.locator("[autocomplete=cc-number]").fill(CARD.pays);
    await page.locator("[autocomplete=cc-exp]").fill("12 / 40");
    await page.locator("[autocomplete=cc-csc]").fill("123");
    await page.getByLabel("Name on the card or account").fill("Ada Example");
    await page.locator("button.pay").last().click();
    await expect.poll(() => page.locator("main").innerText()).toContain("Paid. Thank you.");
    await house.quiet();
    await page.goto(house.url + giving.page);
    expect(await main.innerText()).not.toContain("did not go through");
    await leave();
  });

  test("paused, started again, lowered: each says what is so, and each mistake names its field", async () => {
    const giving = await giveMonthly(house, 900);
    const { page, leave } = await arrive(house, giving.page);
    const main = page.locator("main");
    await page.getByRole("button", { name: "Pause my donation" }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.locator(".error-summary a").getAttribute("href")).toBe("#months");
    await page.getByLabel("2 months").check();
    await page.getByRole("button", { name: "Pause my donation" }).click();
    expect(await main.innerText()).toMatch(/Paused\. The next payment is on \d+ \w+ \d{4}\./);
    expect(await main.innerText()).toMatch(/nothing is taken before \d+ \w+ \d{4}; then £9 each month again/);
    await page.getByRole("button", { name: "Start again now" }).click();
    expect(await main.innerText()).toContain("Started again. The next payment is on");

    await page.getByLabel("New amount each month, in pounds").fill("12");
    await page.getByRole("button", { name: "Change the amount" }).click();
    expect(await page.locator("#amount-error").innerText()).toContain("Amount must be less than £9");
    expect(await page.locator("#amount").inputValue()).toBe("12");
    await page.getByLabel("New amount each month, in pounds").fill("4.50");
    await page.getByRole("button", { name: "Change the amount" }).click();
    expect(await main.innerText()).toContain("Changed. From the next payment on it is £4.50 a month.");
    expect((await afresh(house, giving)).amount_pence).toBe(450);
    await leave();
  });

  test("a new card is saved on Stripe's page, which leads back here", async () => {
    const giving = await giveMonthly(house, 1100);
    const { page, leave } = await arrive(house, giving.page);
    await page.getByRole("button", { name: "Update your card" }).click();
    await expect.poll(() => page.url()).toContain("/portal/bps_");
    await page.locator("[autocomplete=cc-number]").fill("5555 5555 5555 4444");
    await page.locator("[autocomplete=cc-exp]").fill("12 / 40");
    await page.locator("[autocomplete=cc-csc]").fill("123");
    await page.getByLabel("Name on the card or account").fill("Ada Example");
    await page.locator("main button, form button").last().click();
    await expect.poll(() => page.url()).toBe(`${house.url}${giving.page}&done=card`);
    expect(await page.locator("main").innerText()).toContain(
      "If you saved a new card, the next payment is taken from it.",
    );
    // the way in to Stripe's page is kept nowhere
    const { rows } = await house.database.owner.query(
      "select count(*)::int as n from recurring_donations r where r::text like '%bps_%'",
    );
    expect(rows[0].n).toBe(0);
    await leave();
  });
});

describe("dues", () => {
  test("from the letter of joining to ended and taken back, in two clicks each", async () => {
    const member = await joinMonthly(house);
    const [letter] = lettersCalled(house, `Thank you: reference ${member.reference}`);
    expect(letter?.text).toContain("here, without signing in");
    const path = linkIn(letter?.text, "dues");
    expect(path).toBe(member.page);
    const { page, leave } = await arrive(house, path);
    const main = page.locator("main");
    expect(await main.innerText()).toMatch(/£5 each month, until you stop\./);
    expect(await main.innerText()).toMatch(/Paid up to \d+ \w+ \d{4}\. Next payment: \d+ \w+ \d{4}\./);
    await page.getByRole("button", { name: "End my membership" }).click();
    expect(await main.innerText()).toMatch(/Your membership ends on \d+ \w+ \d{4}\. No more money will be taken\./);
    expect((await membershipNow(house)).ends_at).not.toBeNull();
    await page.getByRole("button", { name: "Keep my membership" }).click();
    expect(await main.innerText()).toContain("Kept: it goes on as before. The next payment is on");
    expect((await membershipNow(house)).ends_at).toBeNull();
    await leave();
  });

  test("where Stripe cannot be reached nothing is said to have ended", async () => {
    const path = await duesPage();
    Object.assign(house.stripe.chaos.answers, { only: null, resetBeforeRate: 1 });
    const refused = await press(house, path, { intent: "end" });
    house.stripe.chaos.answers.resetBeforeRate = 0;
    expect(refused.status).toBe(503);
    expect(refused.body).toContain("It has not ended yet: Stripe cannot be reached.");
    expect((await membershipNow(house)).ends_at).toBeNull();
  });
});

/** The page of the member of this house. */
async function duesPage(): Promise<string> {
  const [letter] = lettersCalled(house, "Thank you: reference J-");
  return linkIn(letter?.text, "dues");
}

describe("both pages", () => {
  test("change nothing when they are opened, and are kept by nobody on the way", async () => {
    const giving = await giveMonthly(house, 1300);
    const before = await house.database.owner.query("select count(*)::int as n from promise_changes");
    const asked = house.stripe.requests().length;
    for (const path of [giving.page, await duesPage()]) {
      for (const method of ["GET", "HEAD"]) {
        const { status, headers } = await ask(house.url, path, { method });
        expect(status).toBe(200);
        expect(headers["cache-control"]).toBe("no-store");
        expect(headers["x-robots-tag"]).toBe("noindex");
      }
    }
    expect((await house.database.owner.query("select count(*)::int as n from promise_changes")).rows).toEqual(
      before.rows,
    );
    expect(house.stripe.requests()).toHaveLength(asked);
  });

  test("are not there for a wrong key, for another's key, or for what never was", async () => {
    const giving = await giveMonthly(house, 1500);
    const other = await giveMonthly(house, 1700);
    const dues = await duesPage();
    const keyOf = (path: string) => new URL(path, house.url).searchParams.get("key") ?? "";
    const bare = (path: string) => path.split("?")[0] ?? "";
    const wrong = [
      bare(giving.page),
      `${bare(giving.page)}?key=`,
      `${bare(giving.page)}?key=${keyOf(other.page)}`,
      `${bare(dues)}?key=${keyOf(giving.page)}`,
      `/dues/J-AAAA-AAAA?key=${keyOf(dues)}`,
      `/donations/R-AAAA-AAAA?key=${keyOf(giving.page)}`,
    ];
    const said = new Set<string>();
    for (const path of wrong) {
      const reply = await ask(house.url, path);
      expect(reply.status, path).toBe(404);
      said.add(reply.body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "").replaceAll(path.replaceAll("&", "&amp;"), ""));
      expect((await post(house.url, path, { intent: "end" })).status, path).toBe(404);
    }
    expect(said.size).toBe(1);
    expect((await afresh(house, giving)).state).toBe("active");
  });

  test("refuse what they did not ask, with a sentence", async () => {
    const giving = await giveMonthly(house, 1900);
    const [missed] = await missedNow(house);
    for (const path of [giving.page, await duesPage()]) {
      for (const fields of [
        {},
        { intent: "destroy" },
        { intent: "pay" },
        { intent: "pay", instalment: "x" },
        { intent: "end", more: "1" },
      ]) {
        const reply = await press(house, path, fields as Record<string, string>);
        expect(reply.status).toBe(422);
        expect(reply.body).toContain("There is a problem");
      }
      // somebody else's missed payment leads nowhere
      const foreign = await press(house, path, { intent: "pay", instalment: missed?.id ?? crypto.randomUUID() });
      expect(foreign.headers.location).toContain("&done=nothing");
    }
    expect((await afresh(house, giving)).state).toBe("active");
  });
});
