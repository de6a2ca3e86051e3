import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { type Bench, monthlyParams, openBench, orderParams } from "./bench.ts";

let bench: Bench;
let browser: Browser;
beforeAll(async () => {
  bench = await openBench();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await bench.close();
});

/** Everything the payment page can ask for. */
function fullOrder() {
  const rate = (display_name: string, amount: number) => ({
    shipping_rate_data: { display_name, type: "fixed_amount" as const, fixed_amount: { amount, currency: "gbp" } },
  });
  return orderParams({
    success_url: `${bench.url}/_sandbox?session={CHECKOUT_SESSION_ID}`,
    billing_address_collection: "required",
    phone_number_collection: { enabled: true },
    shipping_address_collection: { allowed_countries: ["GB", "IE"] },
    shipping_options: [rate("Second class", 135), rate("First class", 210)],
    custom_text: { submit: { message: "We post within three working days." } },
  });
}

async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(bench.url + path);
  return page;
}

/** No rule of WCAG AA broken, and nothing wider than the window. */
async function expectGood(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  expect([name, violations.map((found) => `${found.id}: ${found.nodes[0]?.html}`)]).toEqual([name, []]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect([name, overflow <= 0]).toEqual([name, true]);
}

test("every hosted page is accessible, light and dark, and fits a 320 px screen", async () => {
  const { stripe } = bench;
  const order = await stripe.checkout.sessions.create(fullOrder());
  const gone = await stripe.checkout.sessions.create(orderParams());
  await stripe.checkout.sessions.expire(gone.id);
  const bank = await stripe.checkout.sessions.create(orderParams());
  await bench.sandbox.pay(bank.id, { number: "4000002760003184", threeDSecure: "leave" });
  const monthly = await stripe.checkout.sessions.create(monthlyParams());
  await bench.sandbox.pay(monthly.id);
  const { customer, invoice, subscription } = await stripe.checkout.sessions.retrieve(monthly.id);
  const portal = await stripe.billingPortal.sessions.create({
    customer: customer as string,
    return_url: `${bench.url}/_sandbox`,
  });
  const due = await stripe.checkout.sessions.create(monthlyParams({ allowed_payment_method_types: ["bacs_debit"] }));
  await bench.sandbox.pay(due.id, { bacsAccount: "22222227" });
  await bench.sandbox.advance(9 * 86_400);
  const owed = (await stripe.checkout.sessions.retrieve(due.id)).invoice as string;
  const late = await stripe.checkout.sessions.create(fullOrder());
  const fresh = await stripe.billingPortal.sessions.create({ customer: customer as string });
  const paths: [string, string][] = [
    ["payment page", `/pay/${late.id}`],
    ["expired page", `/pay/${gone.id}`],
    ["portal gone", new URL(portal.url).pathname],
    ["portal", new URL(fresh.url).pathname],
    ["portal: method", `${new URL(fresh.url).pathname}/payment-method`],
    ["portal: cancel", `${new URL(fresh.url).pathname}/cancel/${subscription}`],
    ["paid invoice", `/invoice/${invoice}`],
    ["open invoice", `/invoice/${owed}`],
    ["controls", "/_sandbox"],
    ["missing page", "/pay/none"],
    ["page of a session that ran out", `/pay/${order.id}`],
  ];
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ viewport: { width: 320, height: 800 }, colorScheme });
    for (const [name, path] of paths) {
      const page = await open(context, path);
      await expectGood(page, `${name}, ${colorScheme}`);
      await page.close();
    }
    const page = await open(context, `/pay/${late.id}`);
    await page.getByRole("button", { name: "Pay" }).click();
    await expectGood(page, `payment page with problems, ${colorScheme}`);
    expect(await page.getByRole("alert").innerText()).toContain("Enter your card number");
    await context.close();
  }
}, 180_000);

test("without JavaScript an order is paid, through a declined card and 3-D Secure", async () => {
  const session = await bench.stripe.checkout.sessions.create(fullOrder());
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await open(context, `/pay/${session.id}`);
  const type = (label: string, text: string) => page.getByLabel(label, { exact: true }).first().fill(text);
  await type("Email", "rosa@example.org");
  await type("Telephone", "020 7946 0000");
  await type("Full name", "Rosa Example");
  await type("Address line 1", "1 Example Street");
  await type("Town or city", "London");
  await type("Postcode", "E1 1AA");
  await page.getByLabel(/First class/).check();
  expect(await page.getByRole("button").first().innerText()).toBe("Pay £3.10");
  await type("Card number", "4000 0000 0000 0002");
  await type("Expiry date", "12/40");
  await type("Security code", "123");
  await type("Name on the card or account", "Rosa Example");
  await page.getByRole("button", { name: "Pay" }).click();
  expect(await page.getByRole("alert").innerText()).toContain("Your card was declined");
  expect(await page.getByLabel(/First class/).isChecked()).toBe(true);
  expect(await page.getByLabel("Email").inputValue()).toBe("rosa@example.org");
  await type("Card number", "4000 0027 6000 3184");
  await page.getByRole("button", { name: "Pay" }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  expect(page.url()).toContain(`session=${session.id}`);
  const done = await bench.stripe.checkout.sessions.retrieve(session.id);
  expect([done.payment_status, done.amount_total]).toEqual(["paid", 310]);
  await context.close();
}, 60_000);

test("choosing Direct Debit shows the account's fields in place of the card's", async () => {
  const session = await bench.stripe.checkout.sessions.create(
    monthlyParams({ success_url: `${bench.url}/_sandbox`, allowed_payment_method_types: ["card", "bacs_debit"] }),
  );
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await open(context, `/pay/${session.id}`);
  expect(await page.getByLabel("Sort code").isVisible()).toBe(false);
  await page.getByLabel("Direct Debit (Bacs)").check();
  expect(await page.getByLabel("Card number").isVisible()).toBe(false);
  await page.getByLabel("Email").fill("rosa@example.org");
  await page.getByLabel("Sort code").fill("10-88-00");
  await page.getByLabel("Account number").fill("00012345");
  await page.getByLabel(/I set up a Direct Debit/).check();
  await page.getByLabel("Name on the card or account").fill("Rosa Example");
  await page.getByRole("button", { name: "Subscribe" }).click();
  expect((await bench.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("unpaid");
  await context.close();
}, 60_000);
