import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { closeSound } from "./close-sound.ts";
import { type House, openHouse } from "./house.ts";
import { arrive, closeBrowser, type Visitor } from "./visitor.ts";

/** What a test of a journey works with; there from its first hook on. */
export type Journey = {
  readonly house: House;
  readonly page: Page;
  /** What the page says, without its header and footer. */
  text(): Promise<string>;
};

/**
 * One house for the tests of a file, and for each test a visitor of its own, without JavaScript, standing at `path`.
 * At the end every job is done, the self-check is empty, and nothing is parked.
 */
export function journey(path: string): Journey {
  let house: House;
  let visitor: Visitor;
  beforeAll(async () => {
    house = await openHouse();
  });
  beforeEach(async () => {
    visitor = await arrive(house, path);
  });
  afterEach(() => visitor.leave());
  afterAll(async () => {
    await closeBrowser();
    await closeSound(house);
  });
  return {
    get house() {
      return house;
    },
    get page() {
      return visitor.page;
    },
    text: () => visitor.page.locator("main").innerText(),
  };
}
