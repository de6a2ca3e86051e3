import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedAnswer } from "#app/feeds/atom.ts";
import { NAVIGATION, writeCatalogue } from "#app/feeds/opds.ts";
import { catalogueRoot } from "#app/reading/catalogue.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context }: LoaderFunctionArgs) {
  const { siteUrl, party } = context.settings;
  const feed = await catalogueRoot(context.db, { siteUrl, party: party.name, press: party.press });
  const start = `${siteUrl}/opds`;
  return feedAnswer(writeCatalogue(feed, { href: start, type: NAVIGATION }, start), NAVIGATION);
}
