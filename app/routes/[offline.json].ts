import type { LoaderFunctionArgs } from "@remix-run/node";
import { listSaved } from "#app/reading/saved-texts.ts";
import { listCovers } from "#app/shop/pamphlet-links.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

/** What /sw.js keeps on the devices of those who asked for it: each address, and the version of what is there. */
export async function loader({ context }: LoaderFunctionArgs) {
  const { list } = await listSaved(context.db, context.built, await listCovers(context.db));
  return new Response(JSON.stringify(list), {
    headers: { "Content-Type": "application/json", "Cache-Control": "public, max-age=0, must-revalidate" },
  });
}
