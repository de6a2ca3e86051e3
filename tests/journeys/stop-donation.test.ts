import { afterAll, beforeAll, expect, test } from "vitest";
import { pence } from "#app/money/pence.ts";
import { ask } from "../support/ask.ts";
import { expectSound } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToGive, pay } from "../support/money.ts";
import { arrive, closeBrowser } from "../support/visitor.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await closeBrowser();
  await house.quiet();
  await expectSound(house.database);
  await house.close();
});

test("from the receipt to a stopped monthly donation: one link, one press, no sign-in, no JavaScript", async () => {
  await pay(house, await askToGive(house, 700, true));
  await house.quiet();
  const [receipt] = house.mailbox.messages();
  const link = /http:\/\/[^\s]+\/donations\/[^\s]+/.exec(receipt?.text ?? "")?.[0] ?? "";
  const path = link.slice(house.url.length);
  expect((await ask(house.url, path.replace(/key=.{4}/, "key=AAAA"))).status).toBe(404);

  // a mail scanner opens every link: that must stop nothing
  expect((await ask(house.url, path)).status).toBe(200);
  expect((await ask(house.url, path, { method: "HEAD" })).status).toBe(200);
  expect((await house.site.db.selectFrom("recurring_donations").select("state").executeTakeFirstOrThrow()).state).toBe(
    "active",
  );

  const { page, leave } = await arrive(house, path);
  await page.getByRole("button", { name: "Stop my donation" }).click();
  expect(await page.locator("main").innerText()).toContain("Ended. No more money will be taken.");
  await leave();

  const [subscription] = (await house.site.stripe.subscriptions.list({ status: "all" })).data;
  expect(subscription?.status).toBe("canceled");
  await house.stripe.advance(40 * 86_400);
  await house.quiet();
  expect(await house.site.db.selectFrom("donations").select("id").execute()).toHaveLength(1);
  expect(house.mailbox.messages().filter((message) => message.subject.startsWith("Ended: "))).toHaveLength(1);
});

test("where Stripe cannot be reached it says that it has not ended", async () => {
  await pay(house, await askToGive(house, 900, true));
  await house.quiet();
  const receipt = house.mailbox.messages().find((message) => message.text?.includes("received £9 from"));
  const link = /http:\/\/[^\s]+\/donations\/[^\s]+/.exec(receipt?.text ?? "")?.[0] ?? "";
  const { page, leave } = await arrive(house, link.slice(house.url.length));
  house.stripe.chaos.answers.resetBeforeRate = 1;
  await page.getByRole("button", { name: "Stop my donation" }).click();
  expect(await page.locator("main").innerText()).toContain("It has not ended yet");
  house.stripe.chaos.answers.resetBeforeRate = 0;
  expect(
    (
      await house.site.db
        .selectFrom("recurring_donations")
        .select("state")
        .where("amount_pence", "=", pence(900))
        .executeTakeFirstOrThrow()
    ).state,
  ).toBe("active");
  await leave();
});
