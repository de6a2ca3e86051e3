import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPence, typedPounds } from "#app/money/pence.ts";
import { findPamphlet } from "#app/shop/pamphlets.ts";
import type { MayBeKept } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { AddToBasket } from "#app/ui/buy-block.tsx";
import { Main } from "#app/ui/document.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { ButtonLink } from "#app/ui/forms/button.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { PamphletCover } from "#app/ui/pamphlet-cover.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { Row } from "#app/ui/row.tsx";
import { SEND_BACK } from "#app/ui/send-back.ts";

export const handle: MayBeKept = { mayBeKept: {} };

/** From here down, how many are left is worth saying. */
const FEW = 10;

export async function loader({ context, params }: LoaderFunctionArgs) {
  const pamphlet = await findPamphlet(context.db, params.slug ?? "", ukDay(context.clock.now()));
  if (!pamphlet) throw new Response(null, { status: 404 });
  const { pricePence, postage, ...rest } = pamphlet;
  return {
    pamphlet: {
      ...rest,
      price: formatPence(pricePence),
      priceInPounds: typedPounds(pricePence),
      postage: postage && formatPence(postage.pence),
      postageInPounds: postage && typedPounds(postage.pence),
    },
    dispatchDays: context.settings.party.dispatchWorkingDays,
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const { pamphlet } = data;
  const facts = factsOf(matches);
  return head(matches, {
    page: pamphlet.title,
    section: "Pamphlets",
    path: `/shop/${pamphlet.slug}`,
    description: pamphlet.summary,
    trail: [{ name: "Pamphlets", path: "/shop" }],
    picture: `shop/${pamphlet.slug}`,
    jsonLd: facts && [
      {
        "script:ld+json": {
          "@context": "https://schema.org",
          "@type": ["Product", "Book"],
          name: pamphlet.title,
          author: { "@type": "Person", name: pamphlet.author },
          publisher: { "@type": "Organization", name: facts.party.press },
          numberOfPages: pamphlet.pages,
          bookFormat: "https://schema.org/Paperback",
          description: pamphlet.summary,
          image: `${facts.siteUrl}/og/shop/${pamphlet.slug}.png`,
          inLanguage: "en-GB",
          offers: {
            "@type": "Offer",
            price: pamphlet.priceInPounds,
            priceCurrency: "GBP",
            availability: pamphlet.left > 0 ? "https://schema.org/InStock" : "https://schema.org/OutOfStock",
            url: `${facts.siteUrl}/shop/${pamphlet.slug}`,
            hasMerchantReturnPolicy: {
              "@type": "MerchantReturnPolicy",
              applicableCountry: "GB",
              returnPolicyCategory: "https://schema.org/MerchantReturnFiniteReturnWindow",
              merchantReturnDays: 14,
              returnMethod: "https://schema.org/ReturnByMail",
              // the buyer pays for sending it back (our terms)
              returnFees: "https://schema.org/ReturnFeesCustomerResponsibility",
            },
            ...(pamphlet.postageInPounds
              ? { shippingDetails: shipping(pamphlet.postageInPounds, data.dispatchDays) }
              : {}),
          },
        },
      },
    ],
  });
};

/** What the post costs for one copy, and how soon we hand it over. How long the post then takes is not ours to promise. */
function shipping(pounds: string, dispatchDays: number) {
  return {
    "@type": "OfferShippingDetails",
    shippingRate: { "@type": "MonetaryAmount", value: pounds, currency: "GBP" },
    shippingDestination: { "@type": "DefinedRegion", addressCountry: "GB" },
    deliveryTime: {
      "@type": "ShippingDeliveryTime",
      handlingTime: { "@type": "QuantitativeValue", minValue: 0, maxValue: dispatchDays, unitCode: "DAY" },
    },
  };
}

export default function PamphletPage() {
  const { pamphlet } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <Main className="page-pamphlet">
      <div className="table-top">
        <div className="row wide">
          <div className="in-hand">
            <div className="in-hand-words flow">
              <p className="kicker">
                <a href="/shop">Pamphlets</a>
              </p>
              <h1>{pamphlet.title}</h1>
              <p className="lede">{pamphlet.author}</p>
              <p className="price-line">
                <span className="price">{pamphlet.price}</span>
                {pamphlet.postage ? (
                  <span>plus {pamphlet.postage} postage in the United Kingdom for one copy</span>
                ) : null}
              </p>
              {pamphlet.left > 0 ? null : (
                <p>
                  Out of print at the moment. Call <Phone number={party.phone} /> to ask about copies.
                </p>
              )}
              <div className="pair">
                {pamphlet.left > 0 ? <AddToBasket slug={pamphlet.slug} /> : null}
                {pamphlet.text ? (
                  <ButtonLink to={`/texts/${pamphlet.text.slug}`} look="outline">
                    {pamphlet.text.holds === "guide" ? "Read our guide free" : "Read it free online"}
                  </ButtonLink>
                ) : null}
              </div>
              {pamphlet.left > 0 ? (
                <p className="small">
                  {pamphlet.left < FEW ? `Only ${pamphlet.left} left. ` : "In stock. "}
                  <a href="/shop#postage">Postage</a> goes by weight, and the basket shows it before you pay.{" "}
                  {SEND_BACK}
                </p>
              ) : null}
            </div>
            <PamphletCover pamphlet={pamphlet} press={party.press} />
          </div>
        </div>
      </div>
      <Row
        hang={<h2 className="hang-label">What it is</h2>}
        asideLabel="Particulars"
        aside={
          <>
            <Facts
              facts={[
                { name: "Author", value: pamphlet.author },
                { name: "Pages", value: pamphlet.pages },
                { name: "Format", value: pamphlet.format },
                { name: "Weight", value: `${pamphlet.weightGrams} g` },
                { name: "Imprint", value: pamphlet.imprint },
              ]}
            />
            <p className="small">
              No card, or scripts switched off? <a href="/other-ways-to-pay">Other ways to pay</a>
            </p>
          </>
        }
      >
        <div className="prose prose-apart" dangerouslySetInnerHTML={{ __html: pamphlet.descriptionHtml }} />
      </Row>
    </Main>
  );
}
