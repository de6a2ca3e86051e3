import type { LoaderFunctionArgs } from "@remix-run/node";
import { element, textElement, XML_HEAD } from "#app/feeds/escape-xml.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

/** OpenSearch takes a short name of 16 characters. */
const SHORT = 16;

/** How a browser can search this site from its own address line (OpenSearch 1.1). */
export async function loader({ context }: LoaderFunctionArgs) {
  const { siteUrl, party } = context.settings;
  const xml = element(
    "OpenSearchDescription",
    { xmlns: "http://a9.com/-/spec/opensearch/1.1/" },
    [
      "",
      textElement("ShortName", party.name.slice(0, SHORT)),
      textElement("Description", `Look for words in texts, news and pamphlets of ${party.name}.`),
      element("Url", { type: "text/html", template: `${siteUrl}/search?q={searchTerms}` }),
      textElement("Image", `${siteUrl}/icon-192.png`, { width: "192", height: "192", type: "image/png" }),
      textElement("Language", "en-GB"),
      textElement("InputEncoding", "UTF-8"),
      "",
    ].join("\n"),
  );
  return new Response(`${XML_HEAD}${xml}\n`, {
    headers: {
      "Content-Type": "application/opensearchdescription+xml; charset=utf-8",
      "Cache-Control": "public, max-age=3600",
    },
  });
}
