import type { Reader } from "#db/client.ts";
import { findOldAddress } from "./old-addresses.ts";
import { findWithdrawn } from "./texts.ts";

const OF_A_TEXT = /^(\/texts\/([a-z0-9-]+))(.*)$/;

/**
 * What is answered where no text is to be read: that it was taken back, and why; the way to where it is now, from any
 * address that it had (its page, its files, its citations); or that nothing is there.
 */
export async function nothingThere(db: Reader, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, page = pathname, slug = "", rest = ""] = OF_A_TEXT.exec(pathname) ?? [];
  const withdrawn = await findWithdrawn(db, slug);
  if (withdrawn) return Response.json(withdrawn, { status: 410 });
  const old = await findOldAddress(db, page);
  if (old === "gone") return new Response(null, { status: 410 });
  if (old) return new Response(null, { status: 301, headers: { Location: `${old.to}${rest}` } });
  return new Response(null, { status: 404 });
}
