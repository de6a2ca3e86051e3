import { join } from "node:path";
import { openBrowser, WITHOUT_SCRIPT } from "#tests/support/browser.ts";

/** `npm run screenshots`, with the demo running: the pictures of the README, from the site as it is. */
const SITE = process.argv[2] ?? "http://127.0.0.1:3000";
const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 360, height: 780 };

const PICTURES = [
  { name: "home", path: "/", viewport: WIDE, colorScheme: "light" },
  { name: "reading-list", path: "/reading/what-about-russia", viewport: WIDE, colorScheme: "light" },
  { name: "text", path: "/texts/in-defence-of-october", viewport: WIDE, colorScheme: "light" },
  { name: "text-dark-narrow", path: "/texts/in-defence-of-october", viewport: NARROW, colorScheme: "dark" },
  { name: "donate-narrow", path: "/donate", viewport: NARROW, colorScheme: "light" },
] as const;

const browser = await openBrowser();
for (const { name, path, viewport, colorScheme } of PICTURES) {
  const context = await browser.newContext({ ...WITHOUT_SCRIPT, viewport, colorScheme });
  const page = await context.newPage();
  await page.goto(SITE + path, { waitUntil: "networkidle" });
  await page.screenshot({ path: join(import.meta.dirname, `${name}.png`) });
  console.log(`${name}.png`);
  await context.close();
}
await browser.close();
