import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { type House, openHouse } from "../support/house.ts";

/** What a first view may weigh over the wire, in KB, by type of page: images that wait below the fold are not in it. */
const BUDGETS: [path: string, html: number, fonts: number, images: number, requests: number, total: number][] = [
  ["/", 14, 33, 120, 9, 175],
  ["/reading", 14, 54, 160, 10, 236],
  ["/reading/what-about-russia", 14, 54, 160, 10, 236],
  ["/texts/in-defence-of-october", 22, 75, 80, 8, 164],
  ["/texts/lessons-of-october", 22, 75, 80, 8, 164],
  ["/news", 12, 54, 80, 8, 160],
  ["/news/pamphlet-back-in-print", 18, 54, 80, 8, 160],
  ["/shop", 12, 33, 60, 8, 113],
  ["/shop/in-defence-of-october", 12, 54, 60, 8, 113],
  ["/basket", 8, 33, 0, 5, 49],
  ["/donate", 8, 33, 0, 5, 49],
  ["/join", 8, 33, 0, 5, 49],
  ["/contact", 8, 33, 0, 5, 49],
  ["/feeds", 8, 33, 0, 5, 49],
  ["/offline", 6, 33, 0, 6, 49],
];
const STYLES = 8;
/** /offline alone has a script, of so many KB. */
const SCRIPT: Record<string, number> = { "/offline": 1.5 };

let house: House;
let browser: Browser;
beforeAll(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

type Weight = {
  document: number;
  stylesheet: number;
  font: number;
  image: number;
  script: number;
  requests: number;
  foreign: string[];
};

async function weigh(path: string): Promise<Weight> {
  // with scripting on, as most readers have it: browsers fetch every picture at once where it is off
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const weight: Weight = { document: 0, stylesheet: 0, font: 0, image: 0, script: 0, requests: 0, foreign: [] };
  const sizes: Promise<void>[] = [];
  page.on("requestfinished", (request) => {
    weight.requests++;
    if (!request.url().startsWith(house.url)) weight.foreign.push(request.url());
    sizes.push(
      request.sizes().then(({ responseBodySize }) => {
        const kind = request.resourceType();
        if (kind === "document" || kind === "stylesheet" || kind === "font" || kind === "image" || kind === "script")
          weight[kind] += responseBodySize;
      }),
    );
  });
  await page.goto(house.url + path, { waitUntil: "networkidle" });
  await Promise.all(sizes);
  await context.close();
  return weight;
}

const kb = (bytes: number) => Math.ceil(bytes / 102.4) / 10;

test("every type of page keeps within its budget, without a script and without a stranger", async () => {
  const over: string[] = [];
  const table: string[] = [];
  for (const [path, html, fonts, images, requests, total] of BUDGETS) {
    const weight = await weigh(path);
    const sum = weight.document + weight.stylesheet + weight.font + weight.image + weight.script;
    const parts: [string, number, number][] = [
      ["HTML", kb(weight.document), html],
      ["CSS", kb(weight.stylesheet), STYLES],
      ["fonts", kb(weight.font), fonts],
      ["images", kb(weight.image), images],
      ["scripts", kb(weight.script), SCRIPT[path] ?? 0],
      ["requests", weight.requests, requests],
      ["total", kb(sum), total],
    ];
    table.push(`${path.padEnd(32)} ${parts.map(([name, is, may]) => `${name} ${is}/${may}`).join("  ")}`);
    over.push(...parts.filter(([, is, may]) => is > may).map(([name, is, may]) => `${path}: ${name} ${is} of ${may}`));
    expect(weight.foreign, path).toEqual([]);
  }
  console.log(table.join("\n"));
  expect(over).toEqual([]);
});
