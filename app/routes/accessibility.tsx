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
    id: "what-we-aim-for",
    title: "What we aim for",
  },
  {
    id: "what-we-know-falls-short",
    title: "What we know falls short",
  },
  {
    id: "another-way",
    title: "Another way",
  },
  {
    id: "how-we-check",
    title: "How we check",
  },
  {
    id: "if-you-are-not-satisfied",
    title: "If you are not satisfied",
  },
];

export const meta: MetaFunction = ({ matches }) =>
  head(matches, {
    page: "Accessibility",
    path: "/accessibility",
    description:
      "The standard we work to, what we know falls short, and how to read, order, donate or join by phone or post instead.",
  });

export default function Accessibility() {
  const { party } = usePublicFacts();
  return (
    <WrittenPage
      title="Accessibility"
      lede={
        <>
          We want everybody to be able to read what is here, order from us, give and join. If something gets in your
          way, we would like to know.
        </>
      }
      reviewed={REVIEWED}
      parts={PARTS}
    >
      <h2 id="what-we-aim-for">What we aim for</h2>
      <p>The standard is the Web Content Accessibility Guidelines 2.2, level AA. In practice that means:</p>
      <ul>
        <li>every page can be used with a keyboard alone, and is marked up for screen readers</li>
        <li>everything on our own pages works with scripts switched off</li>
        <li>text can be enlarged to twice its size, or read at the width of a phone, without losing anything</li>
        <li>colour is never the only sign of anything</li>
        <li>forms say what is wrong in words, and keep what you typed</li>
        <li>nothing here needs an account, a password or a puzzle.</li>
      </ul>
      <p>
        You can change colours, text size and spacing under <a href="/reading-settings">reading settings</a>.
      </p>
      <h2 id="what-we-know-falls-short">What we know falls short</h2>
      <ul>
        <li>
          Card payments and Direct Debits are made on a page that belongs to Stripe. We cannot change how it works, and
          it may need scripts. There are <a href="/other-ways-to-pay">other ways to pay</a>.
        </li>
        <li>
          Printed pamphlets come in one size of type. We can print any text for you in large type, free, if we have the
          right to.
        </li>
      </ul>
      <h2 id="another-way">Another way</h2>
      <p>
        Ring <Phone number={party.phone} />. A person can read you what you need, take an order, explain how to pay, or
        take your details to join. You can also write to <a href={`mailto:${party.email}`}>{party.email}</a>, or to{" "}
        {party.address}. Tell us how you would like to be answered.
      </p>
      <h2 id="how-we-check">How we check</h2>
      <p>
        Whenever the site changes, a program called axe goes through every public page, in light and dark colours, on a
        wide screen and a narrow one, and the main journeys are walked with a keyboard alone. A program does not find
        everything, and we have not yet been through the site with screen readers: if something is wrong, tell us. We
        review this page at least once a year.
      </p>
      <h2 id="if-you-are-not-satisfied">If you are not satisfied</h2>
      <p>
        Write to <a href={`mailto:${party.email}`}>{party.email}</a> or ring <Phone number={party.phone} /> and say so.
        If our answer does not help, the Equality Advisory and Support Service can advise you at{" "}
        <a href="https://www.equalityadvisoryservice.com/">equalityadvisoryservice.com</a>.
      </p>
    </WrittenPage>
  );
}
