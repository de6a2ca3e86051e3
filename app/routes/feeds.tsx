import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listTopics } from "#app/news/news.ts";
import { topicName } from "#app/news/topic-name.ts";
import { listReadingLists } from "#app/reading/reading-lists.ts";
import type { MayBeKept } from "#app/site.ts";
import { Main } from "#app/ui/document.tsx";
import { CATALOGUE_LINK, feedLink, SEARCH_LINK } from "#app/ui/feed-links.ts";
import { head } from "#app/ui/head.ts";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context }: LoaderFunctionArgs) {
  const { db, clock } = context;
  const [topics, lists] = await Promise.all([listTopics(db, clock.now()), listReadingLists(db)]);
  return {
    topics: topics.map((topic) => ({ name: topicName(topic), path: `/news/topic/${topic}.atom` })),
    lists: lists.map(({ slug, title }) => ({ name: title, path: `/reading/${slug}.atom` })),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  head(matches, {
    page: "Feeds",
    path: "/feeds",
    description:
      "Follow our news and reading lists in a feed reader, and find our texts in a reading app. What each is for.",
    links: [
      feedLink("News", "/news.atom"),
      ...(data?.lists ?? []).map((list) => feedLink(list.name, list.path)),
      CATALOGUE_LINK,
      SEARCH_LINK,
    ],
  });

export default function Feeds() {
  const { topics, lists } = useLoaderData<typeof loader>();
  const { siteUrl } = usePublicFacts();
  return (
    <Main>
      <Row>
        <h1>Feeds</h1>
        <p className="lede">
          Feeds tell a program of yours what is new here. You give no name and no address: there is no list to be on.
        </p>
      </Row>
      <Row band hang={<h2 className="hang-label">News and lists</h2>}>
        <p>
          In a feed reader, choose “Add feed” and paste an address from this list, or just the address of the page: the
          reader finds the feed by itself.
        </p>
        <FeedList
          siteUrl={siteUrl}
          feeds={[
            { name: "All news", path: "/news.atom", holds: "The newest 20 items, whole" },
            ...lists.map((list) => ({ ...list, holds: "A reading list: its texts, newest edition first" })),
          ]}
        />
        <p>
          Our own guides are in these feeds whole. Of a text by somebody else you get our introduction, and a link to
          the rest.
        </p>
        {topics.length > 1 ? (
          <>
            <h3>News on one topic</h3>
            <FeedList siteUrl={siteUrl} feeds={topics} />
          </>
        ) : null}
      </Row>
      <Row hang={<h2 className="hang-label">Books</h2>}>
        <p>
          A reading app on a phone or an e-reader can open our catalogue and fetch any text as a book (EPUB), free. In
          the app look for “Add catalogue” or “OPDS”, and give it this address:
        </p>
        <FeedList
          siteUrl={siteUrl}
          feeds={[{ name: "Catalogue", path: "/opds", holds: "Every text, and each reading list as one book" }]}
        />
        <p>
          Thorium, KOReader, Moon+ Reader and Aldiko are some that can. Without such an app, take the same files from{" "}
          <a href="/offline">Read offline</a>.
        </p>
      </Row>
      <Row hang={<h2 className="hang-label">Searching</h2>}>
        <p>
          Most browsers can search this site from their address line: open the front page, then look for “add search
          engine” in the browser’s settings or in the menu of the address line.
        </p>
      </Row>
    </Main>
  );
}

type Feed = { name: string; path: string; holds?: string };

/** Each feed by name, with its address to copy. */
function FeedList({ feeds, siteUrl }: { feeds: readonly Feed[]; siteUrl: string }) {
  return (
    <dl className="facts">
      {feeds.map((feed) => (
        <div key={feed.path}>
          <dt>
            <a href={feed.path}>{feed.name}</a>
          </dt>
          {feed.holds ? <dd className="meta">{feed.holds}</dd> : null}
          <dd>
            <code>{siteUrl + feed.path}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
