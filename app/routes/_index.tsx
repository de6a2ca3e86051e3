import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPence } from "#app/money/pence.ts";
import { listNews } from "#app/news/news.ts";
import { findPicture } from "#app/reading/pictures.ts";
import { findReadingList } from "#app/reading/reading-lists.ts";
import { readingTime } from "#app/reading/reading-time.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { ButtonLink } from "#app/ui/forms/button.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { PamphletCover } from "#app/ui/pamphlet-cover.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { Row, WideRow } from "#app/ui/row.tsx";

const HEADLINES = 6;
/** Those with their standfirst. */
const LEADING = 2;

export async function loader({ context }: LoaderFunctionArgs) {
  const { db, clock } = context;
  const [news, list, pamphlets, picture] = await Promise.all([
    listNews(db, { now: clock.now(), aPage: HEADLINES }),
    findReadingList(db, "what-about-russia"),
    listPamphlets(db),
    findPicture(db, "home-press"),
  ]);
  return {
    news: news.items.map((item) => ({ ...item, day: formatDay(ukDay(item.published)) })),
    path: (list?.path ?? []).map(({ slug, title, author, words }) => ({
      slug,
      title,
      author,
      time: readingTime(words),
    })),
    pamphlets: pamphlets.map(({ slug, title, author, cover, pricePence, left }) => ({
      slug,
      title,
      author,
      cover,
      price: formatPence(pricePence),
      left,
    })),
    picture,
  };
}

export const meta: MetaFunction<typeof loader> = ({ matches }) => {
  const facts = factsOf(matches);
  return head(matches, {
    page: "Home",
    path: "/",
    description:
      "A small socialist party in England and Wales, and the press that prints its pamphlets. Read, order, donate, join, or ask a member.",
    jsonLd: facts && [
      {
        "script:ld+json": {
          "@context": "https://schema.org",
          "@type": "Organization",
          name: facts.party.name,
          url: facts.siteUrl,
          email: facts.party.email,
          telephone: facts.party.phone,
          potentialAction: { "@type": "DonateAction", target: `${facts.siteUrl}/donate` },
        },
      },
      {
        "script:ld+json": {
          "@context": "https://schema.org",
          "@type": "WebSite",
          name: facts.party.name,
          url: facts.siteUrl,
          potentialAction: {
            "@type": "SearchAction",
            target: `${facts.siteUrl}/search?q={search_term_string}`,
            "query-input": "required name=search_term_string",
          },
        },
      },
    ],
  });
};

export default function Home() {
  const { news, path, pamphlets, picture } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  const leading = news.slice(0, LEADING);
  const more = news.slice(LEADING);
  return (
    <Main className="page-home">
      <div className="hero">
        <div className="hero-words">
          <h1>Working people should own and run the things they depend on.</h1>
          <p className="lede">We are a small socialist party in England and Wales, with a press of our own.</p>
          <p className="pair">
            <ButtonLink to="/reading/what-about-russia">What About Russia?</ButtonLink>
            <ButtonLink to="/join" look="outline">
              Join
            </ButtonLink>
          </p>
        </div>
        {picture ? (
          <div className="hero-picture">
            <img src={picture.file} width={picture.width} height={picture.height} alt={picture.alt} />
          </div>
        ) : null}
      </div>

      <section className="door" aria-labelledby="door">
        <div className="row">
          <div className="row-main flow">
            <h2 id="door">
              <a href="/reading/what-about-russia">What About Russia?</a>
            </h2>
            <p className="lede">
              It is the first thing most people ask a socialist, and it deserves better than a shrug.
            </p>
            <p>
              We have put three texts in order, with a plain guide to each: what it says, when it was written, and who
              disagrees. The first takes an evening.
            </p>
          </div>
          <ol className="door-path">
            {path.map((text, index) => (
              <li key={text.slug}>
                <span className="numeral" aria-hidden="true">
                  {index + 1}
                </span>
                <div>
                  <a href={`/texts/${text.slug}`}>{text.title}</a>
                  <MetaLine facts={[text.author, index === 0 ? "start here" : "", `our guide: ${text.time}`]} />
                </div>
              </li>
            ))}
          </ol>
        </div>
      </section>

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

      <div className="band">
        <section className="row" aria-labelledby="press">
          <div className="row-hang">
            <h2 className="hang-label" id="press">
              From {party.press}
            </h2>
          </div>
          <ul className="row-main across stall stall-small">
            {pamphlets.map((pamphlet) => (
              <li key={pamphlet.slug}>
                <PamphletCover pamphlet={pamphlet} press={party.press} />
                <h3>
                  <a href={`/shop/${pamphlet.slug}`}>{pamphlet.title}</a>
                </h3>
                <MetaLine facts={[pamphlet.author, pamphlet.price, pamphlet.left > 0 ? "" : "out of print"]} />
              </li>
            ))}
          </ul>
        </section>
      </div>

      <WideRow>
        <div className="two-doors">
          <section className="give-door" aria-labelledby="give">
            <h2 id="give">Donate</h2>
            <p>
              We take no money from big business. Members and readers pay for the printing, the postage and the room
              hire, a few pounds at a time. You can give once or every month, and stop a monthly gift whenever you like.
            </p>
            <ButtonLink to="/donate">Donate</ButtonLink>
          </section>
          <section className="join-door" aria-labelledby="join">
            <h2 id="join">Join</h2>
            <p>
              Joining means paying dues you can afford, coming to a branch if you can, and having a vote on what we do.
              It takes a few minutes. Somebody from the branch nearest to you will then get in touch.
            </p>
            <ButtonLink to="/join">Join</ButtonLink>
          </section>
        </div>
      </WideRow>
    </Main>
  );
}
