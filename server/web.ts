import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { sql } from "kysely";
import { faultCode } from "#app/faults/fault-code.ts";
import type { Site } from "#app/site.ts";
import { FORM_BYTES, passGate, Refused, readBody } from "./gate.ts";
import { securityHeaders } from "./headers.ts";
import { loadPages } from "./pages.ts";
import { sendPlainPage } from "./plain-page.ts";
import { loadStaticFiles, sendStaticFile } from "./static-files.ts";
import { answerWebhook } from "./webhook.ts";

/** The site as one node:http server, not yet listening. */
export async function createWeb(site: Site, buildFolder = join(import.meta.dirname, "../build")): Promise<Server> {
  const headers = securityHeaders(site.settings);
  const files = loadStaticFiles(join(buildFolder, "client"));
  const sizes = new Map([...files].map(([path, file]) => [path, file.bytes.identity?.length ?? 0]));
  const answerPage = await loadPages(site, buildFolder, sizes);

  async function answer(req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> {
    const path = (req.url ?? "").split("?")[0] ?? "";
    if (path === "/webhooks/stripe") return answerWebhook(site, req, res);
    if (path === "/healthz") return void res.writeHead(200, { "Content-Type": "text/plain" }).end("alive\n");
    if (path === "/readyz") return answerReady(site, res);
    const url = passGate(req, site.settings);
    if (
      req.method !== "POST" &&
      sendStaticFile(files, url.pathname, req, res, securityHeaders(site.settings, url.pathname))
    )
      return;
    const body = req.method === "POST" ? await readBody(req, FORM_BYTES) : undefined;
    await answerPage(req, res, url, body, requestId);
  }

  const server = createServer((req, res) => {
    const began = performance.now();
    const requestId = randomUUID();
    answer(req, res, requestId)
      .catch((fault: unknown) => {
        if (fault instanceof Refused) {
          // what is left of a body nobody reads must not be taken for the next request
          if (!req.complete) res.shouldKeepAlive = false;
          sendPlainPage(res, site.settings, fault.status, fault.message, headers);
          return;
        }
        if (res.destroyed) return;
        site.log.error({ code: faultCode(fault), requestId }, "a request failed");
        sendPlainPage(
          res,
          site.settings,
          500,
          `The fault is ours. If it happens again, tell us and quote ${requestId}.`,
          headers,
        );
      })
      .finally(() => {
        site.log.debug({
          requestId,
          method: req.method,
          status: res.statusCode,
          ms: Math.round(performance.now() - began),
        });
      });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 5_000;
  return server;
}

async function answerReady(site: Site, res: ServerResponse): Promise<void> {
  const ready = await sql`select 1`.execute(site.db).then(
    () => true,
    () => false,
  );
  res
    .writeHead(ready ? 200 : 503, { "Content-Type": "text/plain", "Cache-Control": "no-store" })
    .end(ready ? "ready\n" : "the database cannot be reached\n");
}
