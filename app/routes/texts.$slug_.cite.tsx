import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { citationsOf } from "#app/reading/cite.ts";
import { nothingThere } from "#app/reading/nothing-there.ts";
import { findText } from "#app/reading/texts.ts";
import type { MayBeKept } from "#app/site.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { CiteBox } from "#app/ui/cite-box.tsx";
import { Main } from "#app/ui/document.tsx";
import { BackLink } from "#app/ui/forms/back-link.tsx";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const text = await findText(context.db, params.slug ?? "");
  if (!text) throw await nothingThere(context.db, request);
  const { siteUrl, party } = context.settings;
  const url = `${siteUrl}/texts/${text.slug}`;
  const readOn = formatDay(ukDay(context.clock.now()));
  return {
    slug: text.slug,
    title: text.title,
    guide: text.holds === "guide",
    url,
    part: text.sections[0]?.slug,
    citations: citationsOf(text, { url, publisher: party.press, readOn }),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  data
    ? head(matches, {
        page: `Cite ${data.title}`,
        section: "Reading",
        description: `${data.title} as a citation: Chicago, Harvard, BibTeX and RIS.`,
        noindex: true,
      })
    : [];

export default function Cite() {
  const { slug, title, guide, url, part, citations } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <BackLink to={`/texts/${slug}`}>{title}</BackLink>
        <h1>Cite this page</h1>
        <p className="lede">
          {guide ? "What stands here is our guide, so the guide is what these name. " : ""}Press a box to select all of
          it, and copy.
        </p>
        {citations.map((citation) => (
          <CiteBox key={citation.style} id={citation.style.toLowerCase()} title={citation.style} text={citation.text} />
        ))}
        <h2>One part, or one paragraph</h2>
        <p>
          Every part and every paragraph has an address of its own, which stays through all editions. Put it after the
          page’s address:
          {part ? (
            <>
              {" "}
              <code>{`${url}#${part}`}</code> for a part,
            </>
          ) : null}{" "}
          <code>{`${url}#${guide ? "g" : "p"}12`}</code> for the twelfth paragraph.
        </p>
      </Row>
    </Main>
  );
}
