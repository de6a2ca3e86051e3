import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPence, formatPounds } from "#app/money/pence.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";
import { listPostage } from "#app/shop/postage.ts";
import type { MayBeKept } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { AddToBasket } from "#app/ui/buy-block.tsx";
import { Main } from "#app/ui/document.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { PamphletCover } from "#app/ui/pamphlet-cover.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { PostageTable } from "#app/ui/postage-table.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { Row, WideRow } from "#app/ui/row.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context }: LoaderFunctionArgs) {
  const [pamphlets, bands] = await Promise.all([
    listPamphlets(context.db),
    listPostage(context.db, ukDay(context.clock.now())),
  ]);
  const postage = (grams: number) => bands.find((band) => band.grams >= grams);
  return {
    pamphlets: pamphlets.map((pamphlet) => {
      const post = postage(pamphlet.weightGrams);
      return {
        ...pamphlet,
        price: formatPence(pamphlet.pricePence),
        postage: post && formatPence(post.pence),
      };
    }),
    bands: bands.map((band) => ({ grams: band.grams, price: formatPounds(band.pence) })),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  const facts = factsOf(matches);
  return head(matches, {
    page: "Pamphlets",
    path: "/shop",
    description:
      "Pamphlets from our own press, sent by post in the United Kingdom, with what each weight costs to send.",
    jsonLd: facts &&
      data && [
        {
          "script:ld+json": {
            "@context": "https://schema.org",
            "@type": "ItemList",
            name: "Pamphlets",
            url: `${facts.siteUrl}/shop`,
            itemListElement: data.pamphlets.map((pamphlet, index) => ({
              "@type": "ListItem",
              position: index + 1,
              name: pamphlet.title,
              url: `${facts.siteUrl}/shop/${pamphlet.slug}`,
            })),
          },
        },
      ],
  });
};

export default function Shop() {
  const { pamphlets, bands } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <Main>
      <Row>
        <h1>Pamphlets</h1>
        <p className="lede">
          Printed by {party.press}, sent by post in the United Kingdom. <a href="#postage">Postage</a> goes by the
          weight of the whole order.
        </p>
      </Row>
      {pamphlets.length === 0 ? (
        <Row>
          <EmptyState>Nothing in print at the moment.</EmptyState>
        </Row>
      ) : (
        <div className="band">
          <WideRow>
            <ul className="stall">
              {pamphlets.map((pamphlet) => (
                <li key={pamphlet.slug}>
                  <PamphletCover pamphlet={pamphlet} press={party.press} />
                  <h2>
                    <a href={`/shop/${pamphlet.slug}`}>{pamphlet.title}</a>
                  </h2>
                  <MetaLine facts={[pamphlet.author, `${pamphlet.pages} pages`, pamphlet.format]} />
                  <p>{pamphlet.summary}</p>
                  <p>
                    <span className="price">{pamphlet.price}</span>
                    {pamphlet.left > 0 && pamphlet.postage ? ` + ${pamphlet.postage} postage` : null}
                  </p>
                  {pamphlet.left > 0 ? (
                    <AddToBasket slug={pamphlet.slug} title={pamphlet.title} />
                  ) : (
                    <p>
                      Out of print at the moment. Call <Phone number={party.phone} /> to ask about copies.
                    </p>
                  )}
                </li>
              ))}
            </ul>
          </WideRow>
        </div>
      )}
      <Row>
        {bands.length > 0 ? (
          <section id="postage" aria-label="Postage">
            <PostageTable bands={bands} example={pamphlets[0]} />
          </section>
        ) : null}
        <p>
          The basket shows the postage of your order before you pay. No card, or scripts switched off?{" "}
          <a href="/other-ways-to-pay">Other ways to pay</a>
        </p>
      </Row>
    </Main>
  );
}
