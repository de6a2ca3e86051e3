import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPence } from "#app/money/pence.ts";
import { listFormats } from "#app/reading/editions/formats.ts";
import { formatOriginalDate } from "#app/reading/original-date.ts";
import { findPicture, listPictures } from "#app/reading/pictures.ts";
import { readTicks } from "#app/reading/read-ticks.ts";
import { findReadingList } from "#app/reading/reading-lists.ts";
import { readingTime } from "#app/reading/reading-time.ts";
import { findPamphletOf } from "#app/shop/pamphlets.ts";
import type { MayBeKept } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { AskBlock } from "#app/ui/ask-block.tsx";
import { BuyBlock } from "#app/ui/buy-block.tsx";
import { Card } from "#app/ui/card.tsx";
import { Main } from "#app/ui/document.tsx";
import { CATALOGUE_LINK, feedLink } from "#app/ui/feed-links.ts";
import { FormatList } from "#app/ui/format-list.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { Picture } from "#app/ui/picture.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { PosterQuotation } from "#app/ui/quotation.tsx";
import { ReadingPath } from "#app/ui/reading-path.tsx";
import { Row } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: { ticks: "all" } };

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const { db, clock } = context;
  const list = await findReadingList(db, params.list ?? "");
  if (!list) throw new Response(null, { status: 404 });
  const first = list.path[0];
  const [picture, pictures, pamphlet, formats] = await Promise.all([
    list.pictureSlug ? findPicture(db, list.pictureSlug) : undefined,
    listPictures(
      db,
      [...list.path, ...list.background].map((text) => text.slug),
    ),
    first ? findPamphletOf(db, first.slug, ukDay(clock.now())) : undefined,
    first || list.background.length > 0 ? listFormats(db, [list.slug]) : undefined,
  ]);
  const ticks = readTicks(request.headers.get("Cookie"));
  const shown = (text: (typeof list.path)[number]) => ({
    ...text,
    date: formatOriginalDate(text.originalDate),
    time: readingTime(text.words),
    isRead: ticks.includes(text.slug),
    picture: pictures[text.slug],
  });
  return {
    list: { ...list, path: list.path.map(shown), background: list.background.map(shown) },
    picture,
    formats: Object.values(formats ?? {}),
    pamphlet: pamphlet && {
      ...pamphlet,
      price: formatPence(pamphlet.pricePence),
      postage: pamphlet.postage && formatPence(pamphlet.postage.pence),
    },
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const { list, formats } = data;
  const facts = factsOf(matches);
  return head(matches, {
    page: list.title,
    section: "Reading list",
    path: `/reading/${list.slug}`,
    description: list.summary,
    trail: [{ name: "Reading", path: "/reading" }],
    picture: `reading/${list.slug}`,
    links: [
      feedLink(list.title, `/reading/${list.slug}.atom`),
      CATALOGUE_LINK,
      ...formats.map(({ name, to, type }) => ({ rel: "alternate", href: to, type, title: name })),
    ],
    jsonLd: facts && [
      {
        "script:ld+json": {
          "@context": "https://schema.org",
          "@type": "ItemList",
          name: list.title,
          url: `${facts.siteUrl}/reading/${list.slug}`,
          itemListElement: list.path.map((text, index) => ({
            "@type": "ListItem",
            position: index + 1,
            name: text.title,
            url: `${facts.siteUrl}/texts/${text.slug}`,
          })),
        },
      },
    ],
  });
};

export default function ReadingListPage() {
  const { list, picture, pamphlet, formats } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <Main className="page-list">
      <Row aside={picture ? <Picture picture={picture} first linked /> : undefined} className="list-head">
        <p className="kicker">Reading list</p>
        <h1 className="poster-title">{list.title}</h1>
        <p className="lede">{list.lede}</p>
      </Row>
      <Row
        hang={<h2 className="hang-label">The question</h2>}
        aside={pamphlet ? <BuyBlock pamphlet={pamphlet} press={party.press} phone={party.phone} /> : undefined}
        asideLabel="In print"
      >
        <div className="prose prose-apart" dangerouslySetInnerHTML={{ __html: list.openingHtml }} />
      </Row>
      <section aria-labelledby="path">
        <Row>
          <h2 id="path" className="ruled path-title">
            Where to start
          </h2>
        </Row>
        <ReadingPath
          steps={list.path.map((text) => ({
            to: `/texts/${text.slug}`,
            title: text.title,
            time: `Our guide: ${text.time}`,
            meta: (
              <MetaLine
                facts={[
                  text.author,
                  text.occasion,
                  text.fullTextSize ? `the text itself is long: ${text.fullTextSize}` : "",
                  text.isRead ? "✓ You have read this" : "",
                ]}
              />
            ),
            why: text.why,
            picture: text.picture,
          }))}
        />
      </section>
      {list.quotation ? <PosterQuotation words={list.quotation.words} source={list.quotation.source} /> : null}
      {list.background.length > 0 ? (
        <section className="row" aria-labelledby="background">
          <div className="row-hang">
            <h2 id="background" className="hang-label">
              Background
            </h2>
          </div>
          <div className="row-main across cards">
            {list.background.map((text) => (
              <Card
                key={text.slug}
                title={text.title}
                to={`/texts/${text.slug}`}
                picture={text.picture}
                meta={<MetaLine facts={[text.author, text.paper, text.date, `our guide: ${text.time}`]} />}
              >
                <p>{text.why}</p>
              </Card>
            ))}
          </div>
        </section>
      ) : null}
      <Row
        band
        hang={<h2 className="hang-label">Then talk it over</h2>}
        aside={<AskBlock party={party} />}
        asideLabel="Ask a member"
      >
        <div className="flow closing" dangerouslySetInnerHTML={{ __html: list.closingHtml }} />
        {formats.length > 0 ? (
          <div className="flow no-print">
            <h3>To take with you</h3>
            <FormatList formats={formats} />
          </div>
        ) : null}
      </Row>
    </Main>
  );
}
