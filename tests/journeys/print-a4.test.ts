import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journey } from "../support/journey.ts";

const here = journey("/");
const READER = "/usr/bin/pdftotext";

async function printed(path: string): Promise<string[]> {
  await here.page.goto(here.house.url + path);
  const pdf = await here.page.pdf({ preferCSSPageSize: true });
  const folder = mkdtempSync(join(tmpdir(), "a4-"));
  try {
    const file = join(folder, "it.pdf");
    writeFileSync(file, pdf);
    return execFileSync(READER, ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!existsSync(READER))("a page printed from the browser", () => {
  test("has its pages numbered, its paragraphs numbered, and its address and date at the end", async () => {
    const pages = await printed("/texts/what-about-russia");
    expect(pages.length).toBeLessThanOrEqual(6);
    pages.forEach((page, index) => {
      expect(page.trim().split(/\s+/).at(-1)).toBe(String(index + 1));
    });
    const whole = pages.join("\n");
    const onPage = await here.page.locator(".prose.text [id]:is(p, li)").count();
    const numbers = [...whole.matchAll(/^\s{0,12}g(\d+)\s/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: onPage }, (_none, index) => index + 1));
    const end = pages.at(-1) ?? "";
    expect(end).toContain(`${here.house.url}/texts/what-about-russia`);
    expect(end).toContain("1, 20 November 2026");
    expect(end.replace(/\s+/g, " ")).toContain("Promoted by the Publications Officer");
  });

  test("has all that is read and nothing that only works on a screen", async () => {
    for (const path of ["/texts/what-about-russia", "/reading/what-about-russia"]) {
      const whole = (await printed(path)).join("\n");
      expect(whole).not.toMatch(
        /Contents|Donate|Add to basket|Back to text|Plain text|EPUB|Text size|Search|I have read this/,
      );
    }
    const words = (await printed("/texts/what-about-russia")).join(" ").replace(/\s+/g, " ");
    for (const first of [".prose-apart p", ".note-words"]) {
      const said = (await here.page.locator(first).first().textContent()) ?? "";
      const opening = said.trim().split(/\s+/).slice(0, 8).join(" ");
      expect(opening.length).toBeGreaterThan(20);
      expect(words).toContain(opening);
    }
  });
});

test("print is set in points, with headings kept to what follows them", async () => {
  await here.page.goto(`${here.house.url}/texts/what-about-russia`);
  await here.page.emulateMedia({ media: "print" });
  const look = await here.page.evaluate(() => {
    const style = (selector: string) => getComputedStyle(document.querySelector(selector) ?? document.body);
    const { fontSize, orphans, widows } = style(".prose.text p[id]");
    return { fontSize, orphans, widows, after: style(".prose.text h2").breakAfter, nav: style(".masthead").display };
  });
  expect(look).toEqual({ fontSize: "14.6667px", orphans: "3", widows: "3", after: "avoid", nav: "none" });
});
