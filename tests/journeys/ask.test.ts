import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectSound } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { arrive, closeBrowser, type Visitor } from "../support/visitor.ts";

let house: House;
let visitor: Visitor;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  visitor = await arrive(house);
});
afterEach(() => visitor.leave());
afterAll(async () => {
  await closeBrowser();
  await expectSound(house.database);
  await house.close();
});

const text = () => visitor.page.locator("main").innerText();

describe("asking a member about a text, without JavaScript", () => {
  test("the question is stored, acknowledged and brought to the officers", async () => {
    const { page } = visitor;
    await page.goto(`${house.url}/texts/in-defence-of-october`);
    await page.getByRole("link", { name: /ask/i }).last().click();
    await page.goto(`${house.url}/contact?about=in-defence-of-october`);
    expect(await text()).toContain("About: In Defence of October");
    expect(await text()).toContain("020 8988 8777");
    await page.getByLabel(/^Your question/).fill("What does he mean by <combined> development?");
    await page
      .getByLabel(/^Email/)
      .last()
      .fill("rosa@reader.example");
    await page.getByRole("button", { name: /send/i }).click();
    await expect.poll(() => page.url()).toContain("/contact/sent");
    const question = await house.site.db.selectFrom("questions").selectAll().executeTakeFirstOrThrow();
    expect(await text()).toContain(question.public_ref);
    expect(await text()).toContain("What does he mean by <combined> development?");
    expect(await text()).not.toContain("rosa@reader.example");
    expect(page.url()).not.toContain("rosa");
    await house.quiet();
    const letters = house.mailbox.messages();
    expect(letters.map((letter) => letter.subject).sort()).toEqual([
      `A question to answer: ${question.public_ref}`,
      `Your question ${question.public_ref}`,
    ]);
    await page.reload();
    expect(await house.site.db.selectFrom("questions").select("id").execute()).toHaveLength(1);
  });

  test("by phone needs a number, and keeps the question", async () => {
    const { page } = visitor;
    await page.goto(`${house.url}/contact`);
    await page.getByLabel(/^Your question/).fill("Can someone call me?");
    await page.getByLabel("Phone", { exact: true }).first().check();
    await page.getByRole("button", { name: /send/i }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await text()).toContain("Enter a phone number, like 020 7946 0000");
    expect(await page.getByLabel(/^Your question/).inputValue()).toBe("Can someone call me?");
  });
});
