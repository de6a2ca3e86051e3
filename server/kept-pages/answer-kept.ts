import type { IncomingMessage, ServerResponse } from "node:http";
import type { Site } from "#app/site.ts";
import { listenTo } from "#db/listen.ts";
import { type Pages, sendOnce } from "../pages.ts";
import { asItWas } from "./as-it-was.ts";
import type { FoundRoute } from "./find-route.ts";
import type { KeptPage } from "./kept-page.ts";
import { KeptPages } from "./kept-pages.ts";
import { nextChange } from "./next-change.ts";
import { sendKept } from "./send-kept.ts";
import { shownCookies } from "./shown-cookies.ts";

/** What all kept pages may take together, in bytes. */
const ROOM = 32 * 1024 * 1024;

type MayBeKept = NonNullable<FoundRoute["mayBeKept"]>;

/** Where something may be taken back that was public: withdrawn, put off, no longer ours to show. */
const TAKEN_BACK = new Set(["texts", "news", "pictures"]);

/** One address may be written in many ways; it is kept in one. */
const CANONICAL = /^[a-z0-9/._-]+$/;

export type KeptDesk = {
  /** The page that lies there for whoever asks without a cookie. Undefined where none is fresh. */
  findAtOnce(address: string): KeptPage | undefined;
  /**
   * Answers from what is kept, or makes the page and keeps it. False where this page, asked for in this way, is not one
   * to keep.
   */
  answer(req: IncomingMessage, res: ServerResponse, url: URL, may: MayBeKept, requestId: string): Promise<boolean>;
  /** Begins to hear of changes. Nothing is kept before. */
  open(): void;
  /** Hears no more; nothing that is kept is sent from now on. */
  close(): Promise<void>;
};

/**
 * The desk for pages that are the same for everybody: each is made once, and sent until something it tells of changes.
 * `always` gives the headers of every reply from an address.
 */
export function openKeptDesk(site: Site, pages: Pages, always: (path: string) => Record<string, string>): KeptDesk {
  const { settings } = site;
  const kept = new KeptPages({
    room: ROOM,
    now: () => site.clock.now().getTime(),
    nextChange: (now) => nextChange(site, new Date(now)),
  });
  let stop = async () => {};
  return {
    findAtOnce: (address) => kept.fresh({ address, shown: "" }),
    async answer(req, res, url, may, requestId) {
      const query = heeded(url, may.query);
      if (query === undefined || !CANONICAL.test(url.pathname)) return false;
      const shown = shownCookies(settings, req.headers.cookie, may.ticks, url.pathname);
      const address = url.pathname + query;
      const found = await kept.find({ address, shown: shown.key }, async () => {
        // nothing of whoever asks first may get into what all are sent: a request of its own, without theirs
        const headers = new Headers(shown.header === undefined ? [] : [["Cookie", shown.header]]);
        const request = new Request(new URL(address, settings.siteUrl), { headers });
        const rendered = await pages.render({ request, requestId, visitor: "" });
        return { ...rendered, headers: { ...always(url.pathname), ...rendered.headers } };
      });
      if ("once" in found) await sendOnce(req, res, found.once, {});
      else await sendKept(req, res, found.asItWas ? asItWas(found.page, settings) : found.page);
      return true;
    },
    open() {
      stop = listenTo(settings.databaseUrl, "pages", {
        heard: (table) => (TAKEN_BACK.has(table) ? kept.forgetAll() : kept.tellAll()),
        listening: () => kept.hears(true),
        deaf: () => kept.hears(false),
      });
    },
    close() {
      kept.hears(false);
      return stop();
    },
  };
}

/** Of a list with pages: as many as any will have. */
const PAGE_NUMBER = /^[1-9]\d{0,2}$/;

/**
 * The query a page is kept with: of all that may stand in one, the number of a page alone. Undefined where it holds
 * anything else that the page heeds: each such page is made for whoever asks, or there would be no end of them.
 */
function heeded(url: URL, names: readonly string[] = []): string | undefined {
  if (url.search === "" || names.length === 0) return "";
  const given = names.filter((name) => url.searchParams.has(name));
  if (given.length === 0) return "";
  const page = url.searchParams.get("page") ?? "";
  return given.join() === "page" && PAGE_NUMBER.test(page) ? `?page=${page}` : undefined;
}
