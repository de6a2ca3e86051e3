import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPounds } from "#app/money/pence.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";
import { listPostage } from "#app/shop/postage.ts";
import type { MayBeKept } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { head } from "#app/ui/head.ts";
import { Phone } from "#app/ui/phone.tsx";
import { PostageTable } from "#app/ui/postage-table.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { WrittenPage } from "#app/ui/written-page.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

const REVIEWED = "2026-11-20";

const PARTS = [
  {
    id: "by-cheque",
    title: "By cheque",
  },
  {
    id: "postage",
    title: "Postage",
  },
  {
    id: "by-bank-transfer",
    title: "By bank transfer",
  },
  {
    id: "by-standing-order",
    title: "By standing order",
  },
  {
    id: "by-phone",
    title: "By phone",
  },
  {
    id: "at-a-stall-or-a-meeting",
    title: "At a stall or a meeting",
  },
  {
    id: "over-500",
    title: "Over £500",
  },
  {
    id: "forms-to-print",
    title: "Forms to print",
  },
];

export async function loader({ context }: LoaderFunctionArgs) {
  const [pamphlets, bands] = await Promise.all([
    listPamphlets(context.db),
    listPostage(context.db, ukDay(context.clock.now())),
  ]);
  const [first] = pamphlets;
  return {
    bands: bands.map((band) => ({ grams: band.grams, price: formatPounds(band.pence) })),
    example: first && { title: first.title, weightGrams: first.weightGrams },
  };
}

export const meta: MetaFunction<typeof loader> = ({ matches }) =>
  head(matches, {
    page: "Other ways to pay",
    path: "/other-ways-to-pay",
    description:
      "No card, no scripts, or no wish to pay online? Pay by cheque, bank transfer, phone or in person, for pamphlets, gifts or dues.",
  });

export default function OtherWaysToPay() {
  const { bands, example } = useLoaderData<typeof loader>();
  const { party } = usePublicFacts();
  return (
    <WrittenPage
      title="Other ways to pay"
      lede={
        <>
          Everything you can do on this site you can do without a card. Choose whichever is easiest. If you are not
          sure, ring <Phone number={party.phone} />.
        </>
      }
      reviewed={REVIEWED}
      parts={PARTS}
    >
      <h2 id="by-cheque">By cheque</h2>
      <p>
        Make it out to {party.name} and post it to {party.address}. Put in a note of what it is for, with your name,
        address and a telephone number or email. For pamphlets, list the titles and how many, and add the{" "}
        <a href="#postage">postage</a> for their weight, which <a href="/shop">the shop</a> gives for each.
      </p>
      <h2 id="postage">Postage</h2>
      {bands.length > 0 ? (
        <PostageTable bands={bands} example={example} />
      ) : (
        <p>
          Ring <Phone number={party.phone} /> and ask what the postage is.
        </p>
      )}
      <h2 id="by-bank-transfer">By bank transfer</h2>
      <p>
        Ring <Phone number={party.phone} /> or write to <a href={`mailto:${party.email}`}>{party.email}</a> for our
        account details and a reference of your own. Give the reference when you make the payment, so that we know whose
        money it is and what it is for. We give account details only when asked, so that nobody can be sent false ones
        in our name. We will never write to say that they have changed.
      </p>
      <h2 id="by-standing-order">By standing order</h2>
      <p>
        For dues or a monthly gift, ask us for a standing order form, fill it in, and take or post it to your bank. You
        alone control it, and you can end it at your bank at any time.
      </p>
      <h2 id="by-phone">By phone</h2>
      <p>
        Ring <Phone number={party.phone} />. We will take your order, tell you the total with postage, and agree how you
        will pay. We never ask for a card number over the telephone.
      </p>
      <h2 id="at-a-stall-or-a-meeting">At a stall or a meeting</h2>
      <p>
        Our branches sell pamphlets for cash at stalls and meetings, and can take a gift or first dues there too. You
        will be asked for your name and address and given a receipt. <a href="/contact">Ask us</a> where the next one
        is.
      </p>
      <h2 id="over-500">Over £500</h2>
      <p>
        The same law applies however you pay. For any gift of more than £500 we need your name and address as on the
        electoral register before we can accept it. See the <a href="/donation-rules">donation rules</a>.
      </p>
      <h2 id="forms-to-print">Forms to print</h2>
      <p>Print this page, or copy the lines that apply on to a sheet of paper.</p>
      <h3 id="order">Order</h3>
      <ul>
        <li>Titles and how many:</li>
        <li>Total with postage:</li>
        <li>Name and address:</li>
        <li>Telephone or email:</li>
      </ul>
      <h3 id="donation">Donation</h3>
      <ul>
        <li>Amount, and whether once or every month:</li>
        <li>Name and address:</li>
        <li>For gifts over £500, your name and address as on the electoral register, if different:</li>
        <li>Telephone or email:</li>
      </ul>
      <h3 id="joining">Joining</h3>
      <ul>
        <li>Name and address:</li>
        <li>Telephone or email:</li>
        <li>Dues you can afford each month:</li>
        <li>Trade union, if any:</li>
      </ul>
      <p>
        Post to {party.name}, {party.address}.
      </p>
      <p>
        Promoted by {party.promoter} on behalf of {party.name}, both at {party.address}.
      </p>
    </WrittenPage>
  );
}
