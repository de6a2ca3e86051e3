import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPence } from "#app/money/pence.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";
import { AddToBasket } from "#app/ui/buy-block.tsx";
import { Main } from "#app/ui/document.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { head } from "#app/ui/head.ts";
import { MetaLine } from "#app/ui/meta-line.tsx";
import { PamphletCover } from "#app/ui/pamphlet-cover.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { Row, WideRow } from "#app/ui/row.tsx";

export async function loader({ context }: LoaderFunctionArgs) {
  const pamphlets = await listPamphlets(context.db);
  return { pamphlets: pamphlets.map((pamphlet) => ({ ...pamphlet, price: formatPence(pamphlet.pricePence) })) };
}

export const meta: MetaFunction<typeof loader> = ({ matches }) =>
  head(matches, {
    page: "Pamphlets",
    path: "/shop",
    description: "Pamphlets from our own press, from 50p. Several travel in one envelope for one postage charge.",
  });

export default function Shop() {
  const { pamphlets } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <Main>
      <Row>
        <h1>Pamphlets</h1>
        <p className="lede">
          Printed by {party.press}, sent by post in the United Kingdom. Several travel in one envelope for one postage
          charge.
        </p>
      </Row>
      {pamphlets.length === 0 ? (
        <Row>
          <EmptyState>Nothing in print at the moment.</EmptyState>
        </Row>
      ) : (
        <div className="band">
          <WideRow>
            <ul className="stall stall-wide">
              {pamphlets.map((pamphlet) => (
                <li key={pamphlet.slug}>
                  <PamphletCover pamphlet={pamphlet} press={party.press} />
                  <h2>
                    <a href={`/shop/${pamphlet.slug}`}>{pamphlet.title}</a>
                  </h2>
                  <MetaLine facts={[pamphlet.author, `${pamphlet.pages} pages`, pamphlet.format]} />
                  <p>{pamphlet.summary}</p>
                  <p className="price">{pamphlet.price}</p>
                  {pamphlet.left > 0 ? (
                    <AddToBasket slug={pamphlet.slug} title={pamphlet.title} />
                  ) : (
                    <p>Out of print at the moment. Call {party.phone} to ask about copies.</p>
                  )}
                </li>
              ))}
            </ul>
          </WideRow>
        </div>
      )}
      <Row>
        <p>
          No card, or scripts switched off? <a href="/other-ways-to-pay">Other ways to pay</a>
        </p>
      </Row>
    </Main>
  );
}
