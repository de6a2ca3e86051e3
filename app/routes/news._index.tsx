import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listNews, listTopics } from "#app/news/news.ts";
import { wholePage } from "#app/news/page-number.ts";
import { shownHeadline } from "#app/news/shown-headline.ts";
import { topicName } from "#app/news/topic-name.ts";
import type { MayBeKept } from "#app/site.ts";
import { Main } from "#app/ui/document.tsx";
import { feedLink } from "#app/ui/feed-links.ts";
import { head } from "#app/ui/head.ts";
import { NewsList } from "#app/ui/news-list.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: { query: ["page"] } };

export async function loader({ context, request }: LoaderFunctionArgs) {
  const now = context.clock.now();
  const [news, topics] = await Promise.all([
    listNews(context.db, { now, page: wholePage(request) }),
    listTopics(context.db, now),
  ]);
  return {
    ...news,
    items: news.items.map(shownHeadline),
    topics: topics.map((topic) => ({ topic, name: topicName(topic) })),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  head(matches, {
    page: data && data.page > 1 ? `News, page ${data.page}` : "News",
    path: data && data.page > 1 ? `/news?page=${data.page}` : "/news",
    description: "What the party, its branches and its press are doing.",
    links: [feedLink("News", "/news.atom")],
  });

export default function News() {
  const { items, page, pages, topics } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <h1>News</h1>
      </Row>
      <NewsList items={items} topics={topics} lead={page === 1} />
      <Row>
        <Pagination
          of="News"
          page={page}
          pages={pages}
          hrefOf={(number) => (number === 1 ? "/news" : `/news?page=${number}`)}
        />
      </Row>
    </Main>
  );
}
