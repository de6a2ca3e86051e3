import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { isOutage } from "#app/faults/outage.ts";
import { tellFault } from "#app/faults/tell-fault.ts";
import type { Site } from "#app/site.ts";
import { boundConnections, dropTheRest, LOOK_FOR_LATE_MS } from "./connections.ts";
import { type Answer, openFastPath } from "./fast-path/fast-path.ts";
import type { PlainGet } from "./fast-path/plain-get.ts";
import { FORM_BYTES, passGate, passSteps, Refused, readBody } from "./gate.ts";
import { securityHeaders } from "./headers.ts";
import { answerAlive, readiness } from "./health.ts";
import { openKeptDesk } from "./kept-pages/answer-kept.ts";
import { routeFinder } from "./kept-pages/find-route.ts";
import { readyAnswer, sendKept, sendReady } from "./kept-pages/send-kept.ts";
import { loadPages, requestOf, sendOnce } from "./pages.ts";
import { sendPlainPage } from "./plain-page.ts";
import { loadStaticFiles } from "./static-files.ts";
import { addressOf, isByUnnamedProxy, visitorKey } from "./visitor.ts";
import { answerWebhook } from "./webhook.ts";

type Options = {
  buildFolder?: string;
  /** True once this process is to end: whoever sends requests here is told to send them elsewhere. */
  isEnding?(): boolean;
};

/** What is noted of a request while it is answered: all that the log may say of it. */
type Noted = { requestId: string; route: string };

/** The site as one node:http server, not yet listening. */
export async function createWeb(site: Site, options: Options = {}): Promise<Server> {
  const { settings, log } = site;
  const { buildFolder = join(import.meta.dirname, "../build"), isEnding = () => false } = options;
  const headers = securityHeaders(settings);
  const always = (path: string) => securityHeaders(settings, path);
  const files = loadStaticFiles(join(buildFolder, "client"), always);
  const sizes = new Map([...files].map(([path, { rendered }]) => [path, rendered.body.length]));
  const pages = await loadPages(site, buildFolder, sizes);
  const findRoute = routeFinder(pages.build);
  const answerReady = readiness(site);
  let proxyTold = false;
  const desk = openKeptDesk(site, pages, always);

  async function answer(req: IncomingMessage, res: ServerResponse, noted: Noted): Promise<void> {
    // these three are asked for by machines that know us by another name: Stripe's deliveries prove themselves by their
    // signature, and the other two tell nothing
    const path = req.url ?? "";
    if (path === "/webhooks/stripe") return answerWebhook(site, req, res, headers);
    if (path === "/healthz") return answerAlive(res, headers);
    if (path === "/readyz") return answerReady(res, headers, isEnding());

    const url = passGate(req, settings);
    const file = req.method === "POST" ? undefined : files.get(url.pathname);
    if (file) return sendKept(req, res, file);
    const route = findRoute(url.pathname);
    noted.route = route.pattern;
    const may = req.method === "POST" ? undefined : route.mayBeKept;
    if (may && (await desk.answer(req, res, url, may, noted.requestId))) return;
    // before its body is read; stock Remix answers for some routes with a bare word, and says of none what is allowed
    if (req.method === "POST" && !route.takesForms) throw new Refused(405, "There is no form at this address.");
    if (!proxyTold && isByUnnamedProxy(req, settings)) {
      proxyTold = true;
      log.warn({ code: "unnamed-proxy" }, "a request came through a proxy that TRUSTED_PROXIES does not name");
    }
    const visitor = visitorKey(settings, addressOf(req, settings));
    const body = req.method === "POST" ? await readBody(req, FORM_BYTES) : undefined;
    const request = requestOf(req, res, url, body);
    await sendOnce(
      req,
      res,
      await pages.render({ request, requestId: noted.requestId, visitor }),
      always(url.pathname),
    );
  }

  /** A page that is kept for everybody goes out without a promise, a URL or a copy of anything being made for it. */
  function answerAtOnce(req: IncomingMessage, res: ServerResponse): boolean {
    const isPlain = req.method === "GET" && req.headers.cookie === undefined;
    const page = isPlain ? desk.findAtOnce(req.url ?? "") : undefined;
    if (!page) return false;
    passSteps(req, settings);
    return sendReady(req, res, page);
  }

  /** What lies there ready for a plain request. With the log at debug nothing does: every request is to be noted. */
  function findReady(asked: PlainGet): Answer | undefined {
    if (asked.host !== settings.siteHost || isEnding() || log.isLevelEnabled("debug")) return undefined;
    const page = files.get(asked.address) ?? desk.findAtOnce(asked.address);
    return page && readyAnswer(asked, page);
  }

  /** The last resort: whatever goes wrong is a page of ours, with a status from a small table, and no word from inside. */
  function excuse(fault: unknown, req: IncomingMessage, res: ServerResponse, { requestId }: Noted): void {
    if (res.destroyed || res.writableEnded) return;
    dropTheRest(req);
    if (!(fault instanceof Refused)) log.error({ ...tellFault(fault), requestId }, "a request failed");
    sendPlainPage(res, settings, refusalFor(fault, requestId), headers);
  }

  function receive(req: IncomingMessage, res: ServerResponse): void {
    const began = performance.now();
    const noted: Noted = { requestId: randomUUID(), route: "" };
    if (isEnding()) res.shouldKeepAlive = false;
    const note = () => {
      if (!log.isLevelEnabled("debug")) return;
      const { method } = req;
      const ms = Math.round(performance.now() - began);
      const route = noted.route || findRoute(req.url?.split("?")[0] ?? "/").pattern;
      log.debug({ ...noted, route, method, status: res.statusCode, ms });
    };
    let done = true;
    try {
      done = answerAtOnce(req, res);
    } catch (fault) {
      excuse(fault, req, res, noted);
    }
    if (done) note();
    else
      answer(req, res, noted)
        .catch((fault: unknown) => excuse(fault, req, res, noted))
        .finally(note);
  }

  function mayGoOn(req: IncomingMessage): boolean {
    if (req.url === "/webhooks/stripe") return true;
    try {
      passGate(req, settings);
      return true;
    } catch {
      return false;
    }
  }

  // Node would refuse what has no Host by itself, without our headers; the gate does it with them
  const server = createServer({ connectionsCheckingInterval: LOOK_FOR_LATE_MS, requireHostHeader: false }, receive);
  // somebody who asks before sending a long body is refused before it is sent
  server.on("checkContinue", (req: IncomingMessage, res: ServerResponse) => {
    if (mayGoOn(req)) res.writeContinue();
    receive(req, res);
  });
  server.on("checkExpectation", (req: IncomingMessage, res: ServerResponse) => {
    dropTheRest(req);
    sendPlainPage(res, settings, new Refused(417, "This site cannot do what was expected of it."), headers);
  });
  boundConnections(server, headers);
  openFastPath(server, findReady);
  server.on("listening", () => desk.open());
  server.on("close", () => void desk.close());
  return server;
}

function refusalFor(fault: unknown, requestId: string): Refused {
  if (fault instanceof Refused) return fault;
  return isOutage(fault)
    ? new Refused(503, "Part of this site is not answering just now. Try again in a few minutes.", 60)
    : new Refused(500, `The fault is ours. If it happens again, tell us and quote ${requestId}.`);
}
