import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { howLong } from "#app/limits/how-long.ts";
import { reachedLimit } from "#app/limits/limits.ts";
import { searchLimits } from "#app/limits/of-forms.ts";
import { cleanQuery, type Found, search } from "#app/reading/search.ts";
import { Main } from "#app/ui/document.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
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
  if (limit) {
    const page = { query, found: [], instead: undefined, wait: howLong(limit.seconds) };
    return data(page, { status: 429, headers: { "Retry-After": String(limit.seconds) } });
  }
  return data({ query, ...(await search(context.db, query, context.clock.now())), wait: undefined });
}

export const headers: HeadersFunction = ({ loaderHeaders, parentHeaders }) => {
  const wait = loaderHeaders.get("Retry-After");
  return wait ? { "Cache-Control": "no-store", "Retry-After": wait } : parentHeaders;
};

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  head(matches, {
    page: data?.query ? `Search for “${data.query}”` : "Search",
    description: "Look for words in texts, news and pamphlets.",
    noindex: true,
  });

export default function Search() {
  const { query, found, instead, wait } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <Main>
      <Row>
        <h1>Search</h1>
        <SearchBox query={query} label="Search texts, news and pamphlets" />
      </Row>
      {wait ? (
        <Row>
          <Notice kind="warning">
            <p>
              Many searches came from your connection in a short time. What you typed is still here. Wait {wait} and try
              again, or call <Phone number={party.phone} />.
            </p>
          </Notice>
        </Row>
      ) : null}
      {query && !wait ? (
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
