import { beforeAll, describe, expect, test } from "vitest";
import { saveDraft } from "#app/reading/drafts.ts";
import { publishEdition } from "#app/reading/publish.ts";
import { closeTypoReport, listTypoReports } from "#app/reading/typo-reports.ts";
import { moveText, withdrawText } from "#app/reading/withdraw.ts";
import { ask } from "../support/ask.ts";
import { journey } from "../support/journey.ts";
import { sampleDraft } from "../support/sample-draft.ts";

const here = journey("/");
const NOW = new Date();

beforeAll(async () => {
  const { db } = here.house.site;
  await saveDraft(db, sampleDraft(), NOW);
  await publishEdition(db, "the-night-shift", NOW);
});

describe("something wrong in a text, without JavaScript", () => {
  test("a reader says what and where, and the editor finds the paragraph", async () => {
    const { page, house } = here;
    await page.goto(`${house.url}/texts/the-night-shift`);
    await page.getByRole("link", { name: "Something wrong in this text?" }).click();
    await page.getByRole("button", { name: "Tell the editor" }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await here.text()).toContain("Enter what is wrong, and what it should say");
    await page.getByLabel(/^The words as they stand/).fill("flour is in the AIR and nobody");
    await page.getByLabel(/^What is wrong/).fill("It should be “anybody” <b>.");
    await page.getByRole("button", { name: "Tell the editor" }).click();
    await expect.poll(() => page.url()).toContain("?sent=");
    expect(await here.text()).toContain("nobody has opened a window");
    expect(await here.text()).toContain("It should be “anybody” <b>.");
    const [report, ...others] = await listTypoReports(house.site.db);
    expect(others).toEqual([]);
    expect(report).toMatchObject({ slug: "the-night-shift", edition: 1, anchor: "p2" });
    await page.reload();
    expect(await listTypoReports(house.site.db)).toHaveLength(1);
    expect(await closeTypoReport(house.site.db, report?.id ?? "", "accepted", NOW)).toBe(true);
    expect(await closeTypoReport(house.site.db, report?.id ?? "", "declined", NOW)).toBe(false);
    expect(await listTypoReports(house.site.db)).toEqual([]);
  });

  test("from a paragraph’s own address the passage is shown, and goes with the report", async () => {
    const { page, house } = here;
    await page.goto(`${house.url}/texts/the-night-shift/wrong?at=p3`);
    expect(await here.text()).toContain("Eight hours, a window");
    await page.getByLabel(/^What is wrong/).fill("Nine.");
    await page.getByRole("button", { name: "Tell the editor" }).click();
    expect((await listTypoReports(house.site.db)).at(-1)).toMatchObject({ anchor: "p3", quoted: "" });
    for (const strange of ["?at=<b>", "?at=p999", "?sent=1", `?sent=${crypto.randomUUID()}`]) {
      const reply = await ask(house.url, `/texts/the-night-shift/wrong${strange}`);
      expect([reply.status, reply.body.includes("Thank you")]).toEqual([200, false]);
    }
    expect((await ask(house.url, "/texts/nobody/wrong")).status).toBe(404);
  });
});

describe("editions of a text", () => {
  test("what a correction changed is shown word for word, and links to the passage", async () => {
    const { page, house } = here;
    const { db } = house.site;
    await saveDraft(db, sampleDraft({ body: sampleDraft().body.replace("nobody has", "not one of us has") }), NOW);
    await publishEdition(db, "the-night-shift", NOW, "“Nobody” was a slip of ours.");
    await expect
      .poll(async () => (await ask(house.url, "/texts/the-night-shift")).body)
      .toContain("not one of us has opened");
    await page.goto(`${house.url}/texts/the-night-shift`);
    await page.getByRole("link", { name: /All editions/ }).click();
    expect(await here.text()).toContain("“Nobody” was a slip of ours.");
    await page.getByRole("link", { name: "What differs from edition 1" }).click();
    expect(await page.locator("del").innerText()).toContain("nobody");
    expect(await page.locator("ins").innerText()).toContain("not one of us");
    await page.getByRole("link", { name: "At p2" }).click();
    expect(page.url()).toBe(`${house.url}/texts/the-night-shift#p2`);
    for (const strange of ["1", "3", "0", "x", "99999999999999999999"])
      expect((await ask(house.url, `/texts/the-night-shift/editions/${strange}`)).status).toBe(404);
  });

  test("moved, its old address leads there; taken back, its page says why and is listed nowhere", async () => {
    const { house } = here;
    const { db } = house.site;
    expect(await moveText(db, "the-night-shift", "night-shift")).toEqual({ ok: true });
    // the pages that are kept hear of it in the next moment
    await expect.poll(async () => (await ask(house.url, "/texts/the-night-shift")).status).toBe(301);
    const moved = await ask(house.url, "/texts/the-night-shift");
    expect([moved.status, moved.headers.location]).toEqual([301, "/texts/night-shift"]);
    for (const rest of [".epub", ".txt", ".md", "/cite", "/editions", "/wrong"]) {
      const led = await ask(house.url, `/texts/the-night-shift${rest}`);
      expect([led.status, led.headers.location]).toEqual([301, `/texts/night-shift${rest}`]);
    }
    expect((await ask(house.url, "/texts/night-shift")).status).toBe(200);
    await withdrawText(db, "night-shift", "Its heirs asked us to.", NOW);
    await expect.poll(async () => (await ask(house.url, "/texts/night-shift")).status).toBe(410);
    const gone = await ask(house.url, "/texts/night-shift");
    expect(gone.status).toBe(410);
    expect(gone.body).toContain("Its heirs asked us to.");
    for (const page of ["/reading", "/search?q=bakehouse", "/sitemap.xml"])
      expect((await ask(house.url, page)).body).not.toContain("night-shift");
    for (const page of ["/texts/night-shift/editions", "/texts/night-shift/wrong", "/texts/night-shift/cite"])
      expect((await ask(house.url, page)).status).toBe(410);
  });
});
