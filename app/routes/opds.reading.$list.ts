import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedAnswer } from "#app/feeds/atom.ts";
import { ACQUISITION, writeCatalogue } from "#app/feeds/opds.ts";
import { catalogueOfList } from "#app/reading/catalogue.ts";
import { pamphletLinks } from "#app/shop/pamphlet-links.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context, params }: LoaderFunctionArgs) {
  const { db, settings } = context;
  const { siteUrl, party } = settings;
  const feed = await catalogueOfList(
    db,
    params.list ?? "",
    { siteUrl, party: party.name, press: party.press },
    await pamphletLinks(db, siteUrl),
  );
  if (!feed) throw new Response(null, { status: 404 });
  const self = { href: `${siteUrl}/opds/reading/${params.list}`, type: ACQUISITION };
  return feedAnswer(writeCatalogue(feed, self, `${siteUrl}/opds`), ACQUISITION);
}
