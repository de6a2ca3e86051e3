import type { MetaFunction } from "@remix-run/node";
import type { MayBeKept } from "#app/site.ts";
import { head } from "#app/ui/head.ts";
import { Phone } from "#app/ui/phone.tsx";
import { usePublicFacts } from "#app/ui/public-facts.ts";
import { WrittenPage } from "#app/ui/written-page.tsx";

export const handle: MayBeKept = { mayBeKept: {} };

const REVIEWED = "2026-11-20";

const PARTS = [
  {
    id: "up-to-500",
    title: "Up to £500",
  },
  {
    id: "over-500",
    title: "Over £500",
  },
  {
    id: "if-we-may-not-accept-it",
    title: "If we may not accept it",
  },
  {
    id: "what-is-published",
    title: "What is published",
  },
  {
    id: "if-you-made-a-mistake",
    title: "If you made a mistake",
  },
  {
    id: "giving-every-month",
    title: "Giving every month",
  },
  {
    id: "tax",
    title: "Tax",
  },
  {
    id: "questions",
    title: "Questions",
  },
];

export const meta: MetaFunction = ({ matches }) =>
  head(matches, {
    page: "Donation rules",
    path: "/donation-rules",
    description:
      "Who may give to the party, what we check over £500, what is published, what happens to a mistake, and how to stop.",
  });

export default function DonationRules() {
  const { party } = usePublicFacts();
  return (
    <WrittenPage
      title="Donation rules"
      lede={
        <>
          Money given here goes to the {party.name}, {party.address}. Unless an appeal says otherwise, it pays for the
          party’s general work: printing, postage, rooms, travel and campaigns.
        </>
      }
      reviewed={REVIEWED}
      parts={PARTS}
    >
      <h2 id="up-to-500">Up to £500</h2>
      <p>
        Anyone may give up to £500. We still ask for your name and address. We do not take anonymous gifts, and we keep
        a record of who gave what.
      </p>
      <p>
        Please do not split a larger gift into smaller ones. Doing that to get round the law is an offence. Where
        several gifts from one person, or from one address, add up to a good deal in a year, the treasurer looks at them
        together and may ring you.
      </p>
      <h2 id="over-500">Over £500</h2>
      <p>
        A single gift of more than £500 is a donation in the eyes of the law on political parties. On this site we can
        take one only from a person on a UK electoral register, including people registered as overseas electors.
      </p>
      <p>Before you pay we ask for:</p>
      <ul>
        <li>your full name, and your address, as they appear on the register</li>
        <li>your word that the money is your own.</li>
      </ul>
      <p>
        After you pay, our treasurer checks the register. We have 30 days from receiving the gift to make sure we may
        accept it. We do not spend it until then.
      </p>
      <p>
        Trade unions, companies, societies and other organisations can give in some cases, though not through this site.
        Please <a href="/contact">ask the treasurer</a> first. Charities may not give to political parties.
      </p>
      <h2 id="if-we-may-not-accept-it">If we may not accept it</h2>
      <p>
        The gift goes back to you, by the way it came, within 30 days. The law also requires us to report to the
        Electoral Commission any gift over £500 that we had to return for this reason. If we cannot find out who sent
        such a gift, it goes back through the bank, or failing that to the Commission.
      </p>
      <h2 id="what-is-published">What is published</h2>
      <p>
        Larger donations have to be reported to the Electoral Commission four times a year. The Commission publishes a
        donor’s name and the amount. It does not publish an individual’s address.
      </p>
      <p>We never put donors’ names on this site.</p>
      <h2 id="if-you-made-a-mistake">If you made a mistake</h2>
      <p>
        Typed £100 for £10? Pressed the button twice? Write to <a href={`mailto:${party.email}`}>{party.email}</a> or
        ring <Phone number={party.phone} /> as soon as you can, with the reference from your receipt. If it was a
        mistake we will send it back to the card or account it came from.
      </p>
      <p>
        A gift is not a purchase, so there is no fixed period for changing your mind. Even so, if you ask within 14 days
        and we have not had to report it, we will normally return it.
      </p>
      <h2 id="giving-every-month">Giving every month</h2>
      <p>
        You can stop a monthly gift from any of its receipts, without signing in to anything, or by telephone. It stops
        at once and nothing more is taken. From the same page you can pause it or give less; to give more, call us. If a
        card fails we try it three times and then stop. You will not owe anything.
      </p>
      <h2 id="tax">Tax</h2>
      <p>Political parties are not charities. Gifts to us do not qualify for Gift Aid.</p>
      <h2 id="questions">Questions</h2>
      <p>
        Ask the treasurer: <a href={`mailto:${party.email}`}>{party.email}</a>, <Phone number={party.phone} />, or the{" "}
        <a href="/contact">contact form</a>.
      </p>
    </WrittenPage>
  );
}
