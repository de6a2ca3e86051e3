import type { Server } from "node:http";
import { vi } from "vitest";
import type { Site } from "#app/site.ts";
import type { Db } from "#db/client.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { createWeb } from "#server/web.ts";
import { ask } from "./ask.ts";
import { createTestSite } from "./site.ts";

/** One web process's worth of pages, which counts its own queries. */
export type Web = { site: Site; server: Server; url: string; queries: number; close(): Promise<void> };

/** Opens the site on a port of its own, with the given clock; pages are kept from now on. */
export async function openWeb(now: () => Date, over: Record<string, string>): Promise<Web> {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const { site } = createTestSite({ SITE_URL: url, PORT: String(port), LOG_LEVEL: "silent", ...over });
  const { db } = site;
  const server = await createWeb(site);
  const web: Web = { site, server, url, queries: 0, close };
  site.clock = { now };
  site.db = db.withPlugin({
    transformQuery({ node }) {
      web.queries++;
      return node;
    },
    transformResult: async ({ result }) => result,
  }) as Db;
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  async function close() {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await db.destroy();
  }
  await vi.waitUntil(() => isKept(web, "/shop"), { timeout: 30_000 });
  return web;
}

/** A page's HTML. */
export const page = async (web: Web, path: string, headers: Record<string, string> = {}): Promise<string> =>
  (await ask(web.url, path, { headers })).body;

/** How many statements the pages' own queries made while something was done. */
export async function queriesFor(web: Web, act: () => Promise<unknown>): Promise<number> {
  const before = web.queries;
  await act();
  return web.queries - before;
}

/** True where asking again costs no query. */
export async function isKept(web: Web, path: string): Promise<boolean> {
  await page(web, path);
  return (await queriesFor(web, () => page(web, path))) === 0;
}
