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

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const now = context.clock.now();
  const topics = await listTopics(context.db, now);
  const topic = topics.find((one) => one === params.topic);
  if (!topic) throw new Response(null, { status: 404 });
  const news = await listNews(context.db, { now, topic, page: wholePage(request) });
  return {
    ...news,
    items: news.items.map(shownHeadline),
    topic,
    name: topicName(topic),
    topics: topics.map((one) => ({ topic: one, name: topicName(one) })),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  data
    ? head(matches, {
        page: data.page > 1 ? `${data.name}, page ${data.page}` : data.name,
        section: "News",
        path: `/news/topic/${data.topic}${data.page > 1 ? `?page=${data.page}` : ""}`,
        description: `Our news on one topic: ${data.name.toLowerCase()}.`,
        trail: [{ name: "News", path: "/news" }],
        links: [feedLink(`News: ${data.name}`, `/news/topic/${data.topic}.atom`)],
      })
    : [];

export default function NewsTopic() {
  const { items, page, pages, topic, name, topics } = useLoaderData<typeof loader>();
  const address = `/news/topic/${topic}`;
  return (
    <Main>
      <Row>
        <p className="kicker">
          <a href="/news">News</a>
        </p>
        <h1>{name}</h1>
      </Row>
      <NewsList items={items} topics={topics} here={topic} />
      <Row>
        <Pagination
          of={name}
          page={page}
          pages={pages}
          hrefOf={(number) => (number === 1 ? address : `${address}?page=${number}`)}
        />
      </Row>
    </Main>
  );
}
