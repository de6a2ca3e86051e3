import type { IncomingMessage, ServerResponse } from "node:http";
import type { Site } from "#app/site.ts";
import { listenTo } from "#db/listen.ts";
import { type Pages, sendOnce, varyOf } from "../pages.ts";
import type { OutgoingHeaders, Rendered } from "../rendered.ts";
import { asItWas } from "./as-it-was.ts";
import type { FoundRoute } from "./find-route.ts";
import type { KeptPage } from "./kept-page.ts";
import { KeptPages } from "./kept-pages.ts";
import { nextChange } from "./next-change.ts";
import { sendKept } from "./send-kept.ts";
import { shownCookies } from "./shown-cookies.ts";

/** What all kept pages may take together, in bytes. */
const ROOM = 48 * 1024 * 1024;

type MayBeKept = NonNullable<FoundRoute["mayBeKept"]>;

export type KeptDesk = {
  /** A page that lies there for everybody. Undefined where there is none for this address, or the visitor is known by a cookie. */
  findAtOnce(req: IncomingMessage): KeptPage | undefined;
  /** Answers from what is kept, or makes the page and keeps it. */
  answer(
    req: IncomingMessage,
    res: ServerResponse,
    url: URL,
    kept: MayBeKept,
    always: Record<string, string>,
    requestId: string,
  ): Promise<void>;
  /** Begins to hear of changes. Nothing is kept before. */
  open(): void;
  /** Hears no more; nothing that is kept is sent from now on. */
  close(): Promise<void>;
};

/** The desk for pages that are the same for everybody: each is made once, and sent until something it tells of changes. */
export function openKeptDesk(site: Site, pages: Pages): KeptDesk {
  const { settings } = site;
  const kept = new KeptPages({
    room: ROOM,
    now: () => site.clock.now().getTime(),
    nextChange: (now) => nextChange(site, new Date(now)),
  });
  let stop = async () => {};
  return {
    findAtOnce: (req) => (req.headers.cookie === undefined ? kept.fresh(keyOf(req.url ?? "", "")) : undefined),
    async answer(req, res, url, may, always, requestId) {
      const shown = shownCookies(settings, req.headers.cookie, may.ticks, url.pathname);
      const address = url.pathname + heeded(url, may.query);
      const key = keyOf(address, shown.key);
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
    open() {
      stop = listenTo(settings.databaseUrl, "pages", {
        heard: () => kept.tellAll(),
        listening: () => kept.hears(true),
        deaf: () => kept.hears(false),
      });
    },
    close() {
      kept.hears(false);
      return stop();
    },
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

/** An address as it may stand in a request, which has no space, and what of a visitor shows. */
const keyOf = (address: string, shown: string) => `${address} ${shown}`;
