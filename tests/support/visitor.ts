import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { openBrowser, WITHOUT_SCRIPT } from "./browser.ts";
import type { House } from "./house.ts";

export type Visitor = { page: Page; leave(): Promise<void> };

let browser: Promise<Browser> | undefined;

/** Someone with a browser of their own, JavaScript off. The browser itself is shared by the tests of one file. */
export async function arrive(house: House, path = "/", options: { width?: number } = {}): Promise<Visitor> {
  browser ??= openBrowser();
  const context = await (await browser).newContext({
    ...WITHOUT_SCRIPT,
    ...(options.width ? { viewport: { width: options.width, height: 800 } } : {}),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(house.url + path);
  return { page, leave: () => context.close() };
}

export async function closeBrowser(): Promise<void> {
  const open = await browser;
  browser = undefined;
  await open?.close();
}

export const CARDS = {
  pays: "4242 4242 4242 4242",
  declined: "4000 0000 0000 0002",
  asksTheBank: "4000 0027 6000 3184",
};

/** Fills Stripe's page as a buyer or giver would, and presses its button. */
export async function payOnStripe(
  page: Page,
  { card = CARDS.pays, email = "rosa@reader.example", name = "Rosa Example" } = {},
): Promise<void> {
  await expect.poll(() => page.url()).toContain("/pay/cs_test_");
  const fill = async (label: string, value: string) => {
    const field = page.getByLabel(label, { exact: true }).first();
    if ((await field.count()) > 0 && (await field.isVisible())) await field.fill(value);
  };
  await fill("Email", email);
  await fill("Full name", name);
  await fill("Address line 1", "2 Example Road");
  await fill("Town or city", "London");
  await fill("Postcode", "E11 3ZZ");
  await page.locator("[autocomplete=cc-number]").first().fill(card);
  await page.locator("[autocomplete=cc-exp]").first().fill("12 / 34");
  await page.locator("[autocomplete=cc-csc]").first().fill("123");
  await fill("Name on the card or account", name);
  await page.locator("button.pay").click();
}
