import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPence } from "#app/money/pence.ts";
import { listNews } from "#app/news/news.ts";
import { findPicture } from "#app/reading/pictures.ts";
import { findReadingList } from "#app/reading/reading-lists.ts";
import { readingTime } from "#app/reading/reading-time.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";
import type { MayBeKept } from "#app/site.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { feedLink, SEARCH_LINK } from "#app/ui/feed-links.ts";
import { ButtonLink } from "#app/ui/forms/button.tsx";
import { FrontNews } from "#app/ui/front-news.tsx";
import { FrontStall } from "#app/ui/front-stall.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { ListDoor } from "#app/ui/list-door.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { WideRow } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

const HEADLINES = 6;

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
    links: [feedLink("News", "/news.atom"), SEARCH_LINK],
    jsonLd: facts && [
      {
        "script:ld+json": {
          "@context": "https://schema.org",
          "@type": "Organization",
          name: facts.party.name,
          url: facts.siteUrl,
          email: facts.party.email,
          telephone: facts.party.phone,
          logo: `${facts.siteUrl}/icon-512.png`,
          potentialAction: {
            "@type": "DonateAction",
            target: `${facts.siteUrl}/donate`,
            recipient: { "@type": "Organization", name: facts.party.name },
          },
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
            target: {
              "@type": "EntryPoint",
              urlTemplate: `${facts.siteUrl}/search?q={search_term_string}`,
            },
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

      <ListDoor steps={path} />
      <FrontNews items={news} />
      <FrontStall pamphlets={pamphlets} press={party.press} />
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
