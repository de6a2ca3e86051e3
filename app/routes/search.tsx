import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { reachedLimit } from "#app/limits/limits.ts";
import { searchLimits } from "#app/limits/of-forms.ts";
import { cleanQuery, type Found, search } from "#app/reading/search.ts";
import { Main } from "#app/ui/document.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { Row } from "#app/ui/row.tsx";
import { SearchBox } from "#app/ui/search-box.tsx";

const PLACES = { text: "/texts", guide: "/texts", news: "/news", pamphlet: "/shop" };

function whatItIs({ kind, by }: Pick<Found, "kind" | "by">): string[] {
  switch (kind) {
    case "guide":
      return [`Our guide to a text by ${by}`];
    case "text":
      return ["Text", by];
    case "news":
      return ["News", by];
    case "pamphlet":
      return ["Pamphlet", by];
  }
}

export async function loader({ context, request }: LoaderFunctionArgs) {
  const query = cleanQuery(new URL(request.url).searchParams.get("q"));
  const limit = query ? await reachedLimit(context, searchLimits(context.settings, context.visitor)) : undefined;
  if (limit) throw new Response(null, { status: 429, headers: { "Retry-After": String(limit.seconds) } });
  return { query, ...(await search(context.db, query, context.clock.now())) };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  head(matches, {
    page: data?.query ? `Search for “${data.query}”` : "Search",
    description: "Look for words in texts, news and pamphlets.",
    noindex: true,
  });

export default function Search() {
  const { query, found, instead } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <h1>Search</h1>
        <SearchBox query={query} label="Search texts, news and pamphlets" />
      </Row>
      {query ? (
        <Row
          hang={
            found.length > 0 ? (
              <p className="hang-label">{found.length === 1 ? "1 result" : `${found.length} results`}</p>
            ) : undefined
          }
        >
          {instead ? (
            <p>
              No results for “{query}”. These are for <strong>{instead}</strong>.
            </p>
          ) : null}
          {found.length > 0 ? (
            <ol className="results">
              {found.map((result) => (
                <li key={`${result.kind}/${result.slug}`}>
                  <h2>
                    <a href={`${PLACES[result.kind]}/${result.slug}${result.anchor ? `#${result.anchor}` : ""}`}>
                      {result.title}
                    </a>
                  </h2>
                  <MetaLine facts={whatItIs(result)} />
                  <p>
                    {result.cut ? "… " : null}
                    {result.snippet.map((piece, index) =>
                      // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
                      index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece,
                    )}
                    {result.goesOn ? "…" : null}
                  </p>
                </li>
              ))}
            </ol>
          ) : (
            <EmptyState wayOn={<WaysOn />}>
              No results for “{query}”. Try fewer words, or <a href="/contact">ask a member</a>.
            </EmptyState>
          )}
        </Row>
      ) : null}
    </Main>
  );
}

/** What is not a text, a news item or a pamphlet is not searched: the pages people look for most. */
function WaysOn() {
  return (
    <>
      Or look at our <a href="/terms">terms</a>, <a href="/donation-rules">donation rules</a> and{" "}
      <a href="/other-ways-to-pay">other ways to pay</a>.
    </>
  );
}
