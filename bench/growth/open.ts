import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import type { Built, Site } from "#app/site.ts";
import { createStripeSandbox, type StripeSandbox } from "#sandbox/stripe/stripe-sandbox.ts";
import { createTestSite } from "#tests/support/site.ts";

export type Filled = {
  name: string;
  site: Site;
  stripe: StripeSandbox;
  /** Answers one page as the built site renders it: no cache before it, no compression after it. Gives its status. */
  open(path: string): Promise<number>;
  close(): Promise<void>;
};

/** The built site on a database, with a stand-in for Stripe of its own that knows nothing of what was made up. */
export async function openFilled(name: string, databaseUrl: string): Promise<Filled> {
  let port = 0;
  const stripe = await createStripeSandbox({
    secretKey: "sk_test_sandbox",
    publicUrl: () => `http://127.0.0.1:${port}`,
  });
  const server = createServer((req, res) => void stripe.handle(req, res));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as AddressInfo).port;
  const { site } = createTestSite({ DATABASE_URL: databaseUrl, STRIPE_PORT: String(port), LOG_LEVEL: "silent" });
  const file = pathToFileURL(join(import.meta.dirname, "../../build/server/index.js")).href;
  const build: ServerBuild = await import(file);
  const handle = createRequestHandler(build, "production");
  const built: Built = { version: build.assets.version, files: new Map(), weigh: async () => undefined };
  return {
    name,
    site,
    stripe,
    async open(path) {
      const request = new Request(new URL(path, site.settings.siteUrl));
      const response = await handle(request, { ...site, requestId: "bench", visitor: "bench", built });
      await response.arrayBuffer();
      return response.status;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await stripe.close();
      await site.db.destroy();
    },
  };
}
