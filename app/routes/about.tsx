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
    id: "what-we-are-for",
    title: "What we are for",
  },
  {
    id: "how-the-party-runs",
    title: "How the party runs",
  },
  {
    id: "where-the-money-comes-from",
    title: "Where the money comes from",
  },
  {
    id: "what-you-can-read-here",
    title: "What you can read here",
  },
  {
    id: "how-to-reach-us",
    title: "How to reach us",
  },
];

export const meta: MetaFunction = ({ matches }) =>
  head(matches, {
    page: "About us",
    path: "/about",
    description:
      "Who we are, what we are for, how decisions are made, where the money comes from, and how to reach a person.",
  });

export default function About() {
  const { party } = usePublicFacts();
  return (
    <WrittenPage
      title="About us"
      lede={
        <>
          The {party.name} is a socialist party in England and Wales. {party.press} is its press: it prints pamphlets
          and keeps up the reading pages on this site.
        </>
      }
      reviewed={REVIEWED}
      parts={PARTS}
    >
      <h2 id="what-we-are-for">What we are for</h2>
      <p>
        We think the large firms that decide how everyone lives should belong to everyone, and be run democratically by
        the people who work in them and the people who rely on them. We do not think that has been tried and found to
        fail. We know that many people do, which is why so much of this site is about{" "}
        <a href="/reading/what-about-russia">Russia</a>.
      </p>
      <p>
        Day to day, our members are trade unionists, tenants, students, carers and pensioners who take part in what is
        going on where they live and work.
      </p>
      <h2 id="how-the-party-runs">How the party runs</h2>
      <p>
        Members belong to a branch. Branches send delegates to a conference, which decides policy and elects a
        committee. The committee answers to conference, and can be voted out by it.
      </p>
      <p>Most of what you see here, this site included, is done by volunteers after work.</p>
      <h2 id="where-the-money-comes-from">Where the money comes from</h2>
      <p>
        Dues, donations, and the sale of pamphlets. We are registered with the Electoral Commission and send it our
        accounts every year. The <a href="/donation-rules">donation rules</a> say who may give and what we must check.
      </p>
      <h2 id="what-you-can-read-here">What you can read here</h2>
      <p>
        The words on this site are our own: introductions, guides, news. Texts by other people are added only when their
        rights are settled, and each says where it came from. You may copy our reader’s guides freely as long as you say
        where you found them.
      </p>
      <p>If something is wrong, tell us. Corrections are made promptly, and noted on the page.</p>
      <h2 id="how-to-reach-us">How to reach us</h2>
      <p>
        <a href="/contact">Ask a member</a>, write to <a href={`mailto:${party.email}`}>{party.email}</a>, or ring{" "}
        <Phone number={party.phone} />. By post: {party.name}, {party.address}.
      </p>
    </WrittenPage>
  );
}
