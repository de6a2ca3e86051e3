import type { IncomingMessage, ServerResponse } from "node:http";
import type { Site } from "#app/site.ts";
import { listenTo } from "#db/listen.ts";
import { chooseEncoding, knows } from "../encoding.ts";
import { type Pages, sendOnce, varyOf } from "../pages.ts";
import type { OutgoingHeaders, Rendered } from "../rendered.ts";
import { asItWas } from "./as-it-was.ts";
import type { FoundRoute } from "./find-route.ts";
import type { KeptPage } from "./kept-page.ts";
import { KeptPages } from "./kept-pages.ts";
import { nextChange } from "./next-change.ts";
import { shownCookies } from "./shown-cookies.ts";

/** What all kept pages may take together, in bytes. */
const ROOM = 48 * 1024 * 1024;

type MayBeKept = NonNullable<FoundRoute["mayBeKept"]>;

export type KeptDesk = {
  /** Answers from what is kept, or makes the page and keeps it. */
  answer(
    req: IncomingMessage,
    res: ServerResponse,
    url: URL,
    kept: MayBeKept,
    always: Record<string, string>,
    requestId: string,
  ): Promise<void>;
  close(): Promise<void>;
};

/** The desk for pages that are the same for everybody: each is made once, and sent until something it tells of changes. */
export function openKeptDesk(site: Site, pages: Pages): KeptDesk {
  const { settings, clock } = site;
  const kept = new KeptPages({ room: ROOM, now: () => clock.now(), nextChange: (now) => nextChange(site, now) });
  const stopListening = listenTo(settings.databaseUrl, "pages", {
    heard: () => kept.tellAll(),
    listening: () => kept.hears(true),
    deaf: () => kept.hears(false),
  });
  return {
    async answer(req, res, url, may, always, requestId) {
      const shown = shownCookies(settings, req.headers.cookie, may.ticks, url.pathname);
      const address = url.pathname + heeded(url, may.query);
      const key = `${address} ${shown.key}`;
      const fresh = kept.fresh(key);
      if (fresh) return sendKept(req, res, fresh);
      const found = await kept.find(key, async () => {
        // nothing of whoever asks first may get into what all are sent: a request of its own, without theirs
        const headers = new Headers(shown.header === undefined ? [] : [["Cookie", shown.header]]);
        const request = new Request(new URL(address, settings.siteUrl), { headers });
        return forAll(await pages.render({ request, requestId, visitor: "" }), always);
      });
      if ("once" in found) return sendOnce(req, res, found.once, {});
      if (!found.asItWas) return sendKept(req, res, found.page);
      return sendAsItWas(req, res, found.page);
    },
    close: stopListening,
  };

  async function sendAsItWas(req: IncomingMessage, res: ServerResponse, page: KeptPage): Promise<void> {
    const body = asItWas(page, settings);
    if (!body) return sendKept(req, res, page);
    const headers = { ...page.rendered.headers, "cache-control": "no-store" };
    return sendOnce(req, res, { status: 200, headers, body }, {});
  }
}

/** The parts of the query that the page heeds, in one order: the rest makes no other page. */
function heeded(url: URL, names: readonly string[] = []): string {
  if (url.search === "" || names.length === 0) return "";
  const query = new URLSearchParams();
  for (const name of names) {
    const value = url.searchParams.get(name);
    if (value !== null && value !== "") query.set(name, value);
  }
  return query.size > 0 ? `?${query}` : "";
}

/** With the headers that are the same on every reply: a kept page is sent as it lies there. */
function forAll(rendered: Rendered, always: Record<string, string>): Rendered {
  const headers: OutgoingHeaders = { ...always, ...rendered.headers };
  headers.vary = varyOf(rendered.headers);
  return { ...rendered, headers };
}

async function sendKept(req: IncomingMessage, res: ServerResponse, page: KeptPage): Promise<void> {
  if (knows(req.headers["if-none-match"], page.etag)) {
    res.writeHead(304, { ...page.rendered.headers, etag: page.etag }).end();
    return;
  }
  const { headers: pageHeaders, body: page0 } = page.rendered;
  const encoding = chooseEncoding(req.headers["accept-encoding"], String(pageHeaders["content-type"]), page0.length);
  const made = page.in(encoding);
  const { body, headers } = made instanceof Promise ? await made : made;
  res.writeHead(200, headers);
  res.end(req.method === "HEAD" ? undefined : body);
}
