import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { compareEditions, type Piece } from "#app/reading/compare-editions.ts";
import { nothingThere } from "#app/reading/nothing-there.ts";
import { count } from "#app/reading/reading-time.ts";
import { findText } from "#app/reading/texts.ts";
import type { MayBeKept } from "#app/site.ts";
import { Main } from "#app/ui/document.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { BackLink } from "#app/ui/forms/back-link.tsx";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const text = await findText(context.db, params.slug ?? "");
  const number = /^[1-9]\d{0,5}$/.test(params.number ?? "") ? Number.parseInt(params.number ?? "", 10) : 0;
  const changes = text && (await compareEditions(context.db, text.slug, number));
  if (!text) throw await nothingThere(context.db, request);
  if (!changes) throw new Response(null, { status: 404 });
  return { text: { slug: text.slug, title: text.title }, number, changes, newest: number === text.edition };
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  data
    ? head(matches, {
        page: `Edition ${data.number} of ${data.text.title}: what differs`,
        section: "Reading",
        noindex: true,
      })
    : [];

export default function ComparePage() {
  const { text, number, changes, newest } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row hang={changes.length > 0 ? <p className="hang-label">{count(changes.length, "passage")}</p> : undefined}>
        <BackLink to={`/texts/${text.slug}/editions`}>{`Editions of ${text.title}`}</BackLink>
        <h1>What edition {number} changed</h1>
        {changes.length === 0 ? (
          <EmptyState>
            No paragraph of the text differs. Its notes, a table, its introduction or its particulars do.
          </EmptyState>
        ) : (
          <ol className="results changes">
            {changes.map((change, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              <li key={index}>
                {change.anchor && newest ? (
                  <p className="meta">
                    <a href={`/texts/${text.slug}#${change.anchor}`}>At {change.anchor}</a>
                  </p>
                ) : null}
                <p>
                  {change.pieces.map((piece, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
                    <Words key={place} piece={piece} />
                  ))}
                </p>
              </li>
            ))}
          </ol>
        )}
      </Row>
    </Main>
  );
}

/** Said in words as well: colour and a line are nothing to who hears the page. */
function Words({ piece }: { piece: Piece }) {
  if (piece.is === "same") return <>{piece.words}</>;
  if (piece.is === "added")
    return (
      <ins>
        <span className="visually-hidden"> added: </span>
        {piece.words}
        <span className="visually-hidden"> end of what was added </span>
      </ins>
    );
  return (
    <del>
      <span className="visually-hidden"> taken out: </span>
      {piece.words}
      <span className="visually-hidden"> end of what was taken out </span>
    </del>
  );
}
