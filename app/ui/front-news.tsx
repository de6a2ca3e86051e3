import { MetaLine } from "./meta-line.tsx";
import { Row } from "./row.tsx";

type Item = { slug: string; title: string; author: string; standfirst: string; day: string };

/** Those shown with their standfirst. */
const LEADING = 2;

/** The newest news on the front page: two told, the rest named. */
export function FrontNews({ items: news }: { items: readonly Item[] }) {
  const leading = news.slice(0, LEADING);
  const more = news.slice(LEADING);
  return (
    <Row
      hang={<h2 className="hang-label">News</h2>}
      asideLabel="More news"
      aside={
        more.length > 0 ? (
          <>
            <ul className="headlines">
              {more.map((item) => (
                <li key={item.slug}>
                  <a href={`/news/${item.slug}`}>{item.title}</a>
                  <span className="meta">{item.day}</span>
                </li>
              ))}
            </ul>
            <p>
              <a href="/news">All news</a>
            </p>
          </>
        ) : undefined
      }
    >
      {news.length === 0 ? <p>Nothing here yet.</p> : null}
      {leading.map((item, index) => (
        <article className={index === 0 ? "lead-news flow" : "second-news"} key={item.slug}>
          <h3>
            <a href={`/news/${item.slug}`}>{item.title}</a>
          </h3>
          <p className={index === 0 ? "lede" : undefined}>{item.standfirst}</p>
          <MetaLine facts={[item.author, item.day]} />
        </article>
      ))}
    </Row>
  );
}
