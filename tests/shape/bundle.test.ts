import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./sources.ts";

const ASSETS = join(ROOT, "build/client/assets");

test("the browser's bundle holds no server code", () => {
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(5);
  // words that only the rooms behind the pages use
  const marks =
    /selectFrom|insertInto|graphile|STRIPE_SECRET|FORM_SECRET|checkout\.session|node:crypto|createHmac|smtp|ZodError/;
  const leaks = scripts.filter((name) => marks.test(readFileSync(join(ASSETS, name), "utf8")));
  expect(leaks).toEqual([]);
});
