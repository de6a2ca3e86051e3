import { EmptyState } from "./empty-state.tsx";
import { MetaLine } from "./meta-line.tsx";
import { Row } from "./row.tsx";

type Item = {
  slug: string;
  title: string;
  author: string;
  standfirst: string;
  topic: string;
  topicName: string;
  published: string;
  day: string;
};
type Topic = { topic: string; name: string };

/** News, newest first: days hang left, topics stand right. */
export function NewsList({
  items,
  topics,
  here,
  lead,
}: {
  items: readonly Item[];
  topics: readonly Topic[];
  here?: string;
  lead?: boolean;
}) {
  if (items.length === 0) {
    return (
      <Row>
        <EmptyState wayOn={<a href="/news">All news</a>}>Nothing here yet.</EmptyState>
      </Row>
    );
  }
  return (
    <ol className="news-items">
      {items.map((item, index) => (
        <li key={item.slug} className={lead && index === 0 ? "lead" : undefined}>
          <Row
            hang={<NewsDay item={item} />}
            aside={index === 0 && topics.length > 1 ? <Topics topics={topics} here={here} /> : undefined}
          >
            <h2>
              <a href={`/news/${item.slug}`}>{item.title}</a>
            </h2>
            <p>{item.standfirst}</p>
            <MetaLine
              facts={[
                item.author,
                <a key="topic" href={`/news/topic/${item.topic}`}>
                  {item.topicName}
                </a>,
              ]}
            />
          </Row>
        </li>
      ))}
    </ol>
  );
}

/** "16" large, "November 2026" under it. */
export function NewsDay({ item }: { item: { published: string; day: string } }) {
  const [day, ...rest] = item.day.split(" ");
  return (
    <time className="news-date" dateTime={item.published.slice(0, 10)}>
      <span className="news-day">{day} </span>
      {rest.join(" ")}
    </time>
  );
}

function Topics({ topics, here }: { topics: readonly Topic[]; here: string | undefined }) {
  return (
    <nav aria-labelledby="topics">
      <h2 id="topics" className="hang-label">
        Topics
      </h2>
      <ul className="headlines">
        {topics.map(({ topic, name }) => (
          <li key={topic}>
            <a href={`/news/topic/${topic}`} aria-current={topic === here ? "page" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
