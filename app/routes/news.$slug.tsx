import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findNews, listNews } from "#app/news/news.ts";
import { shownHeadline } from "#app/news/shown-headline.ts";
import type { MayBeKept } from "#app/site.ts";
import { AskBlock } from "#app/ui/ask-block.tsx";
import { Main } from "#app/ui/document.tsx";
import { feedLink } from "#app/ui/feed-links.ts";
import { factsOf, head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { NewsDay } from "#app/ui/news-list.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

const OTHERS = 4;

export async function loader({ context, params }: LoaderFunctionArgs) {
  const now = context.clock.now();
  const item = await findNews(context.db, params.slug ?? "", now);
  if (!item) throw new Response(null, { status: 404 });
  const latest = await listNews(context.db, { now, aPage: OTHERS + 1 });
  const others = latest.items.filter((other) => other.slug !== item.slug).slice(0, OTHERS);
  return { item: { ...shownHeadline(item), bodyHtml: item.bodyHtml }, others: others.map(shownHeadline) };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const { item } = data;
  const facts = factsOf(matches);
  return head(matches, {
    page: item.title,
    section: "News",
    path: `/news/${item.slug}`,
    description: item.standfirst.slice(0, 155),
    kind: "article",
    trail: [
      { name: "News", path: "/news" },
      { name: item.topicName, path: `/news/topic/${item.topic}` },
    ],
    picture: `news/${item.slug}`,
    links: [feedLink("News", "/news.atom")],
    jsonLd: facts && [
      {
        "script:ld+json": {
          "@context": "https://schema.org",
          "@type": "NewsArticle",
          headline: item.title,
          description: item.standfirst,
          datePublished: item.published,
          dateModified: item.published,
          image: `${facts.siteUrl}/og/news/${item.slug}.png`,
          author: { "@type": "Organization", name: item.author },
          publisher: {
            "@type": "Organization",
            name: facts.party.name,
            logo: { "@type": "ImageObject", url: `${facts.siteUrl}/icon-512.png` },
          },
          mainEntityOfPage: `${facts.siteUrl}/news/${item.slug}`,
        },
      },
    ],
  });
};

export default function NewsItem() {
  const { item, others } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <Main>
      <Row
        hang={<NewsDay item={item} />}
        asideLabel="Other news"
        aside={
          others.length > 0 ? (
            <>
              <h2 className="hang-label">Other news</h2>
              <ul className="headlines">
                {others.map((other) => (
                  <li key={other.slug}>
                    <a href={`/news/${other.slug}`}>{other.title}</a>
                    <span className="meta">{other.day}</span>
                  </li>
                ))}
              </ul>
            </>
          ) : undefined
        }
      >
        <article className="flow">
          <p className="kicker">
            <a href={`/news/topic/${item.topic}`}>{item.topicName}</a>
          </p>
          <h1>{item.title}</h1>
          <p className="lede">{item.standfirst}</p>
          <MetaLine facts={[item.author]} />
          <div className="prose news-body" dangerouslySetInnerHTML={{ __html: item.bodyHtml }} />
        </article>
      </Row>
      <Row>
        <AskBlock party={party} />
      </Row>
    </Main>
  );
}
