import type { MetaFunction } from "@remix-run/node";
import type { MayBeKept } from "#app/site.ts";
import { head } from "#app/ui/head.ts";
import { Phone } from "#app/ui/phone.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { SEND_BACK } from "#app/ui/send-back.ts";
import { WrittenPage } from "#app/ui/written-page.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

const REVIEWED = "2026-11-20";

const PARTS = [
  {
    id: "who-we-are",
    title: "Who we are",
  },
  {
    id: "prices",
    title: "Prices",
  },
  {
    id: "ordering-and-delivery",
    title: "Ordering and delivery",
  },
  {
    id: "changing-your-mind",
    title: "Changing your mind",
  },
  {
    id: "dues",
    title: "Dues",
  },
  {
    id: "donations",
    title: "Donations",
  },
  {
    id: "if-something-goes-wrong",
    title: "If something goes wrong",
  },
  {
    id: "cancellation-form",
    title: "Cancellation form",
  },
];

export const meta: MetaFunction = ({ matches }) =>
  head(matches, {
    page: "Terms",
    path: "/terms",
    description:
      "Prices, delivery, sending things back, cancelling, dues and how to end them, complaints, and a form you can use to cancel.",
  });

export default function Terms() {
  const { party } = usePublicFacts();
  return (
    <WrittenPage
      title="Terms"
      lede={
        <>
          These are the terms for buying pamphlets from us and for paying dues. Nothing in them takes away your rights
          in law.
        </>
      }
      reviewed={REVIEWED}
      parts={PARTS}
    >
      <h2 id="who-we-are">Who we are</h2>
      <p>
        {party.press} is the press of the {party.name}. You can reach us at {party.address}, at{" "}
        <a href={`mailto:${party.email}`}>{party.email}</a>, or on <Phone number={party.phone} />.
      </p>
      <h2 id="prices">Prices</h2>
      <p>
        Prices are in pounds and include any tax there is to pay. <a href="/shop#postage">Postage</a> depends on the
        weight of the whole order. The basket shows the full total before you go to the payment page. There is no
        booking fee and no charge for using a card.
      </p>
      <p>
        Anything you add as a donation is a separate line, starts at nothing, and is never needed to place an order.
      </p>
      <h2 id="ordering-and-delivery">Ordering and delivery</h2>
      <p>
        Your order is accepted when you have paid and we have sent you an email saying so. Pamphlets are sent by post to
        addresses in the United Kingdom, normally within a few working days and always within 30 days. If we cannot do
        that we will tell you, and you may have your money back.
      </p>
      <p>
        If a parcel arrives damaged, holds the wrong thing or does not come, tell us and we will put it right at our own
        cost.
      </p>
      <h2 id="changing-your-mind">Changing your mind</h2>
      <p>
        You may cancel an order at any time before it reaches you and for 14 days after the day it does. You need not
        say why. Write to us, ring us, or send us the form below.
      </p>
      <p>
        {SEND_BACK} Post the pamphlets within 14 days of telling us. We refund to the card you used, within 14 days of
        getting them or seeing proof that you sent them. For a small order we may simply ask you to keep them or pass
        them on.
      </p>
      <h2 id="dues">Dues</h2>
      <p>
        Dues are paid every month, on the day you see on the page before you agree, in the amount you choose. They carry
        on until you stop them. There is no minimum term.
      </p>
      <p>
        Joining has 14 days to change your mind: tell us within 14 days of joining and we refund your first dues in
        full. If your application is not accepted we refund them in full as well.
      </p>
      <p>
        You can end your membership at any time from the link in our emails, without signing in, by email to{" "}
        <a href={`mailto:${party.email}`}>{party.email}</a> or by ringing <Phone number={party.phone} />; by email or
        phone you can lower your dues as well. When you end it no further payment is taken, and we confirm it in
        writing. If a payment fails you owe no debt and no penalty; we will get in touch.
      </p>
      <h2 id="donations">Donations</h2>
      <p>
        A donation is a gift, not a purchase, and has its own page: <a href="/donation-rules">donation rules</a>.
      </p>
      <h2 id="if-something-goes-wrong">If something goes wrong</h2>
      <p>
        Tell us first, at <a href={`mailto:${party.email}`}>{party.email}</a> or <Phone number={party.phone} />, or with
        the <a href="/contact">contact form</a>. A person will answer. If you cannot agree with us, Citizens Advice can
        tell you where you stand.
      </p>
      <p>
        These terms are governed by the law of England and Wales. If you live in Scotland or Northern Ireland you keep
        the protection of the law there.
      </p>
      <h2 id="cancellation-form">Cancellation form</h2>
      <p>You do not have to use this form. Copy it into an email or a letter, and fill in what applies.</p>
      <blockquote>
        <p>
          To {party.press}, {party.address}, <a href={`mailto:${party.email}`}>{party.email}</a>
        </p>
        <p>I want to cancel my order for the following, or my application to join:</p>
        <p>Reference, if you have it:</p>
        <p>Ordered on, or received on:</p>
        <p>Name:</p>
        <p>Address:</p>
        <p>Date:</p>
        <p>Signature (on paper only):</p>
      </blockquote>
    </WrittenPage>
  );
}
