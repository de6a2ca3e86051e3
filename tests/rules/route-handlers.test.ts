import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Built, Site } from "#app/site.ts";
import { handlersOf } from "#server/route-handlers.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestSite } from "../support/site.ts";

const BUILD = join(import.meta.dirname, "../../build/server/index.js");

let database: TestDatabase;
let site: Site;
let build: ServerBuild;
beforeAll(async () => {
  database = await createTestDatabase();
  site = createTestSite({ DATABASE_URL: database.appUrl, LOG_LEVEL: "silent" }).site;
  build = await import(pathToFileURL(BUILD).href);
});
afterAll(async () => {
  await site.db.destroy();
  await database.drop();
});

/** Every address of the built site that has no part that varies, by the names of its files. */
const fixedPaths = () =>
  Object.values(build.routes).flatMap((route) => {
    const line: string[] = [];
    for (let at: typeof route | undefined = route; at; at = build.routes[at.parentId ?? ""])
      if (at.path) line.unshift(at.path);
    return route?.id === "root" || line.some((part) => /[:*?]/.test(part)) ? [] : [`/${line.join("/")}`];
  });

type Handle = ReturnType<typeof createRequestHandler>;

/** An answer, but for what is made by chance for each. */
async function answerOf(handle: Handle, path: string, init: RequestInit): Promise<unknown> {
  const built: Built = { version: "test", files: new Map(), weigh: async () => undefined };
  const request = new Request(new URL(path, site.settings.siteUrl), init);
  const reply = await handle(request, { ...site, requestId: "test", visitor: "", built });
  const body = await reply.text();
  return {
    status: reply.status,
    headers: [...reply.headers].filter(([name]) => name !== "set-cookie"),
    body: body.replace(/name="form-key" value="[^"]*"/g, "").replace(/value="[^"]*" name="form-key"/g, ""),
  };
}

test("a fixed address is answered by its own route as by the whole site, asked and sent a form", async () => {
  const whole = createRequestHandler(build, "production");
  const handlerOf = handlersOf(build);
  const paths = [...new Set(fixedPaths())];
  expect(paths.length).toBeGreaterThan(30);
  for (const path of paths) {
    expect([path, handlerOf(path) === handlerOf("/no-such-page")]).toEqual([path, false]);
    const form = { method: "POST", body: new URLSearchParams({ nothing: "at all" }) };
    for (const init of [{}, { headers: { Cookie: "reading-settings=dark.large.wide" } }, form]) {
      expect([path, await answerOf(handlerOf(path), path, init)]).toEqual([path, await answerOf(whole, path, init)]);
    }
  }
});

test("an address with a part that varies, or spelt otherwise, is the whole site's", () => {
  const handlerOf = handlersOf(build);
  const whole = handlerOf("/no-such-page");
  for (const path of ["/texts/in-defence-of-october", "/Reading", "/reading/", "//reading"])
    expect([path, handlerOf(path) === whole]).toEqual([path, true]);
});
