import { describe, expect, test } from "vitest";
import { journey } from "../support/journey.ts";

const here = journey("/");

describe("asking a member about a text, without JavaScript", () => {
  test("the question is stored, acknowledged and brought to the officers", async () => {
    const { page } = here;
    await page.goto(`${here.house.url}/texts/in-defence-of-october`);
    await page.getByRole("link", { name: /ask/i }).last().click();
    await page.goto(`${here.house.url}/contact?about=in-defence-of-october`);
    expect(await here.text()).toContain("About: In Defence of October");
    expect(await here.text()).toContain("020\u00a08988\u00a08777");
    await page.getByLabel(/^Your question/).fill("What does he mean by <combined> development?");
    await page
      .getByLabel(/^Email/)
      .last()
      .fill("rosa@reader.example");
    await page.getByRole("button", { name: /send/i }).click();
    await expect.poll(() => page.url()).toContain("/contact/sent");
    const question = await here.house.site.db.selectFrom("questions").selectAll().executeTakeFirstOrThrow();
    expect(await here.text()).toContain(question.public_ref);
    expect(await here.text()).toContain("What does he mean by <combined> development?");
    expect(await here.text()).not.toContain("rosa@reader.example");
    expect(page.url()).not.toContain("rosa");
    await here.house.quiet();
    const letters = here.house.mailbox.messages();
    expect(letters.map((letter) => letter.subject).sort()).toEqual([
      `A question to answer: ${question.public_ref}`,
      `Your question ${question.public_ref}`,
    ]);
    await page.reload();
    expect(await here.house.site.db.selectFrom("questions").select("id").execute()).toHaveLength(1);
  });

  test("by phone needs a number, and keeps the question", async () => {
    const { page } = here;
    await page.goto(`${here.house.url}/contact`);
    await page.getByLabel(/^Your question/).fill("Can someone call me?");
    await page.getByLabel("Phone", { exact: true }).first().check();
    await page.getByRole("button", { name: /send/i }).click();
    await expect.poll(() => page.title()).toMatch(/^Error: /);
    expect(await here.text()).toContain("Enter a phone number, like 020 7946 0000");
    expect(await page.getByLabel(/^Your question/).inputValue()).toBe("Can someone call me?");
  });
});
