import { describe, expect, test } from "vitest";
import { journey } from "../support/journey.ts";
import { payOnStripe } from "../support/visitor.ts";

const here = journey("/donate");

const newest = () =>
  here.house.site.db
    .selectFrom("donations")
    .selectAll()
    .orderBy("received_at", "desc")
    .orderBy("amount_pence", "desc")
    .executeTakeFirst();

describe("donating, without JavaScript", () => {
  test("£10 by one press", async () => {
    const { page } = here;
    expect(await here.text()).toContain("Over £500 we must check who gives");
    await page.getByRole("button", { name: "£10", exact: true }).click();
    await payOnStripe(page);
    await expect.poll(() => page.url()).toContain("/donate/thanks");
    expect(await here.text()).toMatch(/Thank you/);
    expect(await here.text()).toContain("£10");
    expect(await here.text()).not.toContain("rosa@reader.example"); // masked
    expect(await newest()).toMatchObject({ amount_pence: 1000 });
    await page.reload();
    expect(await here.text()).toContain((await newest())?.public_ref);
    await here.house.quiet();
    expect(here.house.mailbox.messages().map((message) => message.subject)).toContain(
      `Your receipt ${(await newest())?.public_ref}`,
    );
  });

  test("each month, in an amount of one's own; the second month comes by itself", async () => {
    const { page } = here;
    await page.getByLabel("Give every month").check();
    await page.getByLabel("Or another amount, in pounds").fill("7.50");
    await page.getByRole("button", { name: "Continue to payment" }).click();
    await payOnStripe(page, { email: "karl@reader.example", name: "Karl Example" });
    await expect.poll(() => page.url()).toContain("/donate/thanks");
    expect(await here.text()).toMatch(/every month until you stop/);
    await here.house.quiet();
    await here.house.stripe.advance(32 * 86_400);
    await here.house.quiet();
    const donations = await here.house.site.db
      .selectFrom("donations")
      .select("amount_pence")
      .where("recurring_donation_id", "is not", null)
      .execute();
    expect(donations).toEqual([{ amount_pence: 750 }, { amount_pence: 750 }]);
  });

  test("over £500 asks for what the law needs, and waits for a check", async () => {
    const { page } = here;
    await page.getByLabel("Or another amount, in pounds").fill("500.01");
    await page.getByRole("button", { name: "Continue to payment" }).click();
    expect(page.url()).toContain("/donate/details");
    await page.getByRole("button", { name: "Continue to payment" }).click();
    await expect.poll(() => page.title()).toMatch(/^Error: /);
    expect(await here.text()).toContain("Enter your full name as it is on the register");
    await page.getByLabel(/^Full name/).fill("Clara Example");
    await page.getByLabel(/^Address line 1/).fill("3 Example Street");
    await page.getByLabel(/^Town or city/).fill("Leeds");
    await page.getByLabel(/^Postcode/).fill("LS1 4AP");
    await page.getByLabel(/This is my own money/).check();
    await page.getByRole("button", { name: "Continue to payment" }).click();
    await payOnStripe(page, { email: "clara@reader.example", name: "Clara Example" });
    await expect.poll(() => page.url()).toContain("/donate/thanks");
    expect(await here.text()).toMatch(/within 30 days/);
    const regulated = await here.house.site.db.selectFrom("regulated_donations").selectAll().executeTakeFirstOrThrow();
    expect(regulated).toMatchObject({
      state: "received",
      regulated_value_pence: 50_001,
      register_name: "Clara Example",
    });
    expect(regulated.register_address).toContain("3 Example Street");
    expect(regulated.declared_own_money_at).toBeTruthy();
    await here.house.quiet();
    const receipt = here.house.mailbox.messages().find((message) => message.to.includes("clara@reader.example"));
    expect(receipt?.text).toMatch(/By law we must check a donation of this size/);
  });

  test("exactly £500 asks for nothing more", async () => {
    await here.page.getByLabel("Or another amount, in pounds").fill("500");
    await here.page.getByRole("button", { name: "Continue to payment" }).click();
    expect(here.page.url()).toContain("/pay/");
  });

  test.each([
    ["", "Enter an amount, like 10 or 12.50"],
    ["1.005", "Enter an amount, like 10 or 12.50"],
    ["1e3", "Enter an amount, like 10 or 12.50"],
    ["٣", "Enter an amount, like 10 or 12.50"],
    ["1,000", "Enter an amount, like 10 or 12.50"],
    ["-5", "Enter an amount, like 10 or 12.50"],
    ["1.99", "Amount must be £2 or more"],
    ["99999", "or less online"],
  ])("%j is answered with what to do, and kept", async (typed, sentence) => {
    const { page } = here;
    await page.getByLabel("Give every month").check();
    await page.getByLabel("Or another amount, in pounds").fill(typed);
    await page.getByRole("button", { name: "Continue to payment" }).click();
    await expect.poll(() => page.title()).toMatch(/^Error: /);
    expect(await here.text()).toContain(sentence);
    expect(await page.getByLabel("Or another amount, in pounds").inputValue()).toBe(typed);
    expect(await page.getByLabel("Give every month").isChecked()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("alert");
  });

  test("back from Stripe keeps the choice and says that nothing was taken", async () => {
    const { page } = here;
    await page.getByLabel("Give every month").check();
    await page.getByRole("button", { name: "£5", exact: true }).click();
    await page.getByRole("link", { name: "Back" }).click();
    expect(await here.text()).toContain("Nothing was taken. Your choices are still here.");
    expect(await page.getByLabel("Give every month").isChecked()).toBe(true);
  });

  test("by keyboard alone: Enter in the amount goes to payment with that amount", async () => {
    const { page } = here;
    await page.getByLabel("Or another amount, in pounds").focus();
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("/pay/");
    expect(await page.locator("main").innerText()).toContain("£12");
  });
});
