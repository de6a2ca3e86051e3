import type { IncomingMessage, ServerResponse } from "node:http";
import { type MailFaults, setFaults } from "./mail-faults.ts";
import { sendHtmlPart, sendList, sendMessage, sendRaw, sendRefusal } from "./mail-pages.ts";
import type { MailStore } from "./mail-store.ts";
import { type Answered, readBody, seeOther, send } from "./page.ts";

/** Answers what is asked under /mail and /_sandbox/mail, and says whether it did. */
export async function answerMail(
  req: IncomingMessage,
  res: ServerResponse,
  store: MailStore,
  faults: MailFaults,
): Promise<boolean> {
  const url = URL.parse(req.url ?? "/", "http://mailbox.invalid");
  if (url === null) return false;
  if (url.pathname === "/_sandbox/mail") return answerSwitch(req, res, faults);
  if (url.pathname === "/mail" || url.pathname.startsWith("/mail/")) return answerPage(req, res, url, store);
  return false;
}

function answerPage(req: IncomingMessage, res: ServerResponse, url: URL, store: MailStore): Answered {
  const [, , id, part] = url.pathname.split("/");
  if (id === "clear" && req.method === "POST" && part === undefined) {
    if (isForeign(req)) return sendRefusal(res, 403, "Another website may not delete this mail.");
    store.clear();
    return seeOther(res, "/mail");
  }
  if (req.method !== "GET" && req.method !== "HEAD") return sendRefusal(res, 405, "This address can only be read.");
  if (id === undefined || id === "") return sendList(res, store.all(), pageNumber(url));
  if (id === "messages.json" && part === undefined) {
    const list = store.all().map(({ raw: _, ...message }) => message);
    return send(res, 200, "application/json", JSON.stringify(list));
  }
  const message = store.all().find((one) => one.id === id);
  if (message === undefined) return sendRefusal(res, 404, "There is no such mail, or no more.");
  if (part === undefined) return sendMessage(res, message);
  if (part === "html") return sendHtmlPart(res, message);
  if (part === "raw") return sendRaw(res, message);
  return sendRefusal(res, 404, "There is nothing of that name in a mail.");
}

/** GET tells the faults, POST sets them. */
async function answerSwitch(req: IncomingMessage, res: ServerResponse, faults: MailFaults): Promise<Answered> {
  const say = (status: number, body: unknown) => send(res, status, "application/json", JSON.stringify(body));
  if (req.method === "GET") return say(200, faults);
  if (req.method !== "POST") return say(405, { error: "Use GET or POST." });
  if (isForeign(req)) return say(403, { error: "Another website may not set this." });
  const body = await readBody(req);
  let wish: unknown;
  try {
    wish = JSON.parse(body ?? "");
  } catch {
    return say(400, { error: "The body is not JSON." });
  }
  const refusal = setFaults(faults, wish);
  return refusal === undefined ? say(200, faults) : say(422, { error: refusal });
}

/** A page of another site can make a browser post here; the browser says so. */
function isForeign(req: IncomingMessage): boolean {
  return req.headers["sec-fetch-site"] === "cross-site";
}

function pageNumber(url: URL): number {
  const page = Number(url.searchParams.get("page") ?? 1);
  return Number.isInteger(page) && page > 0 ? page : 1;
}
