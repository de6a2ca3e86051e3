import { describe, expect, test } from "vitest";
import { journey } from "../support/journey.ts";
import { payOnStripe } from "../support/visitor.ts";

const here = journey("/join");

const press = (name: string | RegExp) => here.page.getByRole("button", { name }).first().click();

async function fillDetails(email: string, postcode = "E11 3ZZ"): Promise<void> {
  const { page } = here;
  await page.getByLabel(/^Full name/).fill("Rosa Example");
  await page
    .getByLabel(/^Email/)
    .first()
    .fill(email);
  await page.getByLabel(/^Address line 1/).fill("2 Example Road");
  await page.getByLabel(/^Town or city/).fill("London");
  await page.getByLabel(/^Postcode/).fill(postcode);
  await press("Continue");
}

async function chooseDues(): Promise<void> {
  await here.page.getByLabel(/part-time or low paid/i).check();
  await here.page.getByLabel(/16 or over/).check();
  await press("Continue");
}

describe("joining, without JavaScript", () => {
  test("details, dues, check, Stripe, welcome; then it waits for a person", async () => {
    const { page } = here;
    await fillDetails("rosa@reader.example");
    expect(page.url()).toContain("/join/dues");
    await chooseDues();
    expect(page.url()).toContain("/join/check");
    expect(await here.text()).toContain("2 Example Road");
    expect(await here.text()).toContain("£5");
    expect(await here.house.site.db.selectFrom("applications").select("id").execute()).toEqual([]); // nothing is stored before it is agreed
    await press(/^Agree and pay £5.* now and every month/);
    await payOnStripe(page, { email: "rosa@reader.example" });
    await expect.poll(() => page.url()).toContain("/join/thanks");
    expect(await here.text()).toContain("Thank you, Rosa.");
    expect(await here.text()).toContain("East London");
    await here.house.quiet();
    const application = await here.house.site.db.selectFrom("applications").selectAll().executeTakeFirstOrThrow();
    expect(application).toMatchObject({ state: "waiting", dues_pence: 500 });
    expect(application.agreed_wording).toMatch(/16 or over/);
    const consents = await here.house.site.db.selectFrom("consents").select("id").execute();
    expect(consents).toEqual([]); // boxes left alone are no consent
    expect(here.house.mailbox.messages().map((message) => message.subject)).toContain(
      `Thank you: reference ${application.public_ref}`,
    );
  });

  test("answers are kept both ways, and unreadable in the cookie", async () => {
    const { page } = here;
    await fillDetails("emma@reader.example");
    await chooseDues();
    const cookies = await page.context().cookies();
    expect(JSON.stringify(cookies)).not.toMatch(/Rosa|emma|Example/);
    expect(cookies.every((cookie) => cookie.httpOnly)).toBe(true);
    await page
      .getByRole("link", { name: /^Change/ })
      .first()
      .click();
    expect(await page.getByLabel(/^Full name/).inputValue()).toBe("Rosa Example");
    await page.getByLabel(/^Town or city/).fill("Leyton");
    await press("Continue");
    expect(page.url()).toContain("/join/check"); // a change leads back to where it was asked for
    expect(await here.text()).toContain("Leyton");
    await page.goto(`${here.house.url}/join/dues`);
    expect(await page.getByLabel(/part-time or low paid/i).isChecked()).toBe(true);
  });

  test("back from Stripe: nothing is set up yet, the answers are kept", async () => {
    await fillDetails("back@reader.example");
    await chooseDues();
    await press(/^Agree and pay/);
    await here.page.getByRole("link", { name: "Back" }).click();
    expect(await here.text()).toMatch(/Dues are not set up yet/);
    expect(await here.text()).toContain("2 Example Road");
  });

  test("a postcode nobody covers joins all the same", async () => {
    await fillDetails("far@reader.example", "ZE1 0AA");
    await chooseDues();
    await press(/^Agree and pay/);
    await payOnStripe(here.page, { email: "far@reader.example" });
    await expect.poll(() => here.page.url()).toContain("/join/thanks");
    await here.house.quiet();
    const applications = await here.house.site.db
      .selectFrom("applications")
      .select(["state", "branch_id"])
      .where("branch_id", "is", null)
      .execute();
    expect(applications).toEqual([{ state: "waiting", branch_id: null }]);
  });

  test("a member who applies again sees what everybody sees, and is told by email alone; paid again is owed back", async () => {
    await fillDetails("rosa@reader.example");
    await chooseDues();
    await press(/^Agree and pay/);
    await payOnStripe(here.page, { email: "rosa@reader.example" });
    await expect.poll(() => here.page.url()).toContain("/join/thanks");
    expect(await here.text()).toContain("Thank you, Rosa.");
    expect(await here.text()).not.toMatch(/already/i);
    await here.house.quiet();
    const letters = here.house.mailbox
      .messages()
      .filter((message) => /You are with us already/.test(message.text ?? ""));
    expect(letters).toHaveLength(1);
    expect(
      await here.house.site.db.selectFrom("memberships").select("id").where("state", "=", "duplicate").execute(),
    ).toHaveLength(1);
    const owed = await here.house.site.db
      .selectFrom("payments")
      .select("amount_pence")
      .where("role", "=", "duplicate")
      .execute();
    expect(owed).toEqual([{ amount_pence: 500 }]);
  });

  test("what is missing is named, and what was typed stays", async () => {
    const { page } = here;
    await page.getByLabel(/^Full name/).fill("Rosa Example");
    await page
      .getByLabel(/^Email/)
      .first()
      .fill("not an address");
    await press("Continue");
    await expect.poll(() => page.title()).toMatch(/^Error: /);
    expect(await here.text()).toContain("Enter an email address in the correct format, like name@example.com");
    expect(await here.text()).toContain("Enter your postcode");
    expect(await page.getByLabel(/^Full name/).inputValue()).toBe("Rosa Example");
    expect(
      await page
        .getByLabel(/^Email/)
        .first()
        .inputValue(),
    ).toBe("not an address");
  });
});
