import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedAnswer, writeAtom } from "#app/feeds/atom.ts";
import { listFeed } from "#app/reading/list-feed.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context, params }: LoaderFunctionArgs) {
  const { siteUrl, party } = context.settings;
  const feed = await listFeed(context.db, params.list ?? "", { siteUrl, party: party.name, press: party.press });
  if (!feed) throw new Response(null, { status: 404 });
  return feedAnswer(writeAtom(feed));
}
