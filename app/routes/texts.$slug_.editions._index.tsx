import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listEditions } from "#app/reading/compare-editions.ts";
import { nothingThere } from "#app/reading/nothing-there.ts";
import { count } from "#app/reading/reading-time.ts";
import { findText } from "#app/reading/texts.ts";
import type { MayBeKept } from "#app/site.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { BackLink } from "#app/ui/forms/back-link.tsx";
import { head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const text = await findText(context.db, params.slug ?? "");
  if (!text) throw await nothingThere(context.db, request);
  const editions = await listEditions(context.db, text.slug);
  return {
    text: { slug: text.slug, title: text.title },
    editions: editions.map((edition, index) => ({
      number: edition.number,
      day: formatDay(ukDay(edition.published)),
      holds: edition.holds === "guide" ? "our reader’s guide" : "the text",
      length: count(edition.words, "word"),
      changes: edition.changes,
      before: editions[index + 1]?.number,
    })),
  };
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  data
    ? head(matches, {
        page: `Editions of ${data.text.title}`,
        section: "Reading",
        path: `/texts/${data.text.slug}/editions`,
        description: `Every edition of ${data.text.title} on this site, and what each changed.`,
      })
    : [];

export default function EditionsPage() {
  const { text, editions } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <BackLink to={`/texts/${text.slug}`}>{text.title}</BackLink>
        <h1>Editions of {text.title}</h1>
        <p className="lede">
          A text that is corrected becomes its next edition, everywhere at once: on this page, as an EPUB and in print.
          The addresses of its parts and paragraphs stay.
        </p>
        <ol className="results" reversed>
          {editions.map((edition) => (
            <li key={edition.number}>
              <h2>Edition {edition.number}</h2>
              <MetaLine facts={[edition.day, edition.holds, edition.length]} />
              <p>{edition.changes || (edition.before ? "" : "The first on this site.")}</p>
              {edition.before ? (
                <p>
                  <a href={`/texts/${text.slug}/editions/${edition.number}`}>
                    What differs from edition {edition.before}
                  </a>
                </p>
              ) : null}
            </li>
          ))}
        </ol>
      </Row>
    </Main>
  );
}
