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
    id: "in-short",
    title: "In short",
  },
  {
    id: "cookies",
    title: "Cookies",
  },
  {
    id: "what-we-hold-and-why",
    title: "What we hold, and why",
  },
  {
    id: "political-opinions",
    title: "Political opinions",
  },
  {
    id: "who-else-handles-it",
    title: "Who else handles it",
  },
  {
    id: "your-rights",
    title: "Your rights",
  },
  {
    id: "complaints",
    title: "Complaints",
  },
];

export const meta: MetaFunction = ({ matches }) =>
  head(matches, {
    page: "Privacy",
    path: "/privacy",
    description:
      "What we hold about you, why, for how long, who else handles it, the four cookies this site can set, and how to complain.",
  });

export default function Privacy() {
  const { party } = usePublicFacts();
  return (
    <WrittenPage
      title="Privacy"
      lede={
        <>
          The {party.name}, {party.address}, decides how your information is used and answers for it. Write to{" "}
          <a href={`mailto:${party.email}`}>{party.email}</a> or ring <Phone number={party.phone} />.
        </>
      }
      reviewed={REVIEWED}
      parts={PARTS}
    >
      <h2 id="in-short">In short</h2>
      <p>
        You can read everything here without telling us who you are. We do not track readers, and we do not sell, lend
        or swap names. Buying a pamphlet does not put you on a mailing list. Joining a party or giving to one shows a
        political opinion, so we treat all of it with the extra care the law asks for.
      </p>
      <h2 id="cookies">Cookies</h2>
      <p>
        This site sets a cookie only when you do something that needs one. There are four, and none of them comes from
        anybody else.
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Cookie</th>
            <th scope="col">When it is set</th>
            <th scope="col">What it holds</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Basket</th>
            <td data-label="When it is set">you add a pamphlet to the basket</td>
            <td data-label="What it holds">which pamphlets, how many, and what you add as a donation</td>
          </tr>
          <tr>
            <th scope="row">Joining</th>
            <td data-label="When it is set">you begin to fill in the joining form</td>
            <td data-label="What it holds">
              your answers so far, sealed so that only this site can read them, until you finish or a day has passed
            </td>
          </tr>
          <tr>
            <th scope="row">Reading settings</th>
            <td data-label="When it is set">you save colours, text size or spacing</td>
            <td data-label="What it holds">those choices</td>
          </tr>
          <tr>
            <th scope="row">Read ticks</th>
            <td data-label="When it is set">you press “I have read this”</td>
            <td data-label="What it holds">which texts you have ticked</td>
          </tr>
        </tbody>
      </table>
      <p>
        Nothing else is kept on your device, unless you ask us to <a href="/offline">save the texts on it</a>: then they
        are, the same for everybody, until you remove them there. An order notes which text’s page it was begun from, so
        that we can count what people read before they buy; nothing notes who reads.
      </p>
      <h2 id="what-we-hold-and-why">What we hold, and why</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">About</th>
            <th scope="col">What</th>
            <th scope="col">Why we may</th>
            <th scope="col">How long</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Orders</th>
            <td data-label="What">name, delivery address, email, what you bought</td>
            <td data-label="Why we may">to carry out our contract with you</td>
            <td data-label="How long">with the accounts: six years after the end of the financial year</td>
          </tr>
          <tr>
            <th scope="row">Donations</th>
            <td data-label="What">name, address, amount, date, purpose</td>
            <td data-label="Why we may">party finance and accounting law</td>
            <td data-label="How long">the same six years</td>
          </tr>
          <tr>
            <th scope="row">Donations over £500</th>
            <td data-label="What">the above, your address on the electoral register, the result of our check</td>
            <td data-label="Why we may">a legal duty to check and to report</td>
            <td data-label="How long">the same six years</td>
          </tr>
          <tr>
            <th scope="row">Membership</th>
            <td data-label="What">name, contact details, branch, dues, trade union if you gave it</td>
            <td data-label="Why we may">our contract with you, and our work as a political body</td>
            <td data-label="How long">
              while you are a member and {party.memberRecordsKept} after you leave; the record of dues stays with the
              accounts for six years
            </td>
          </tr>
          <tr>
            <th scope="row">Questions you ask</th>
            <td data-label="What">the question, your reply address, our answer</td>
            <td data-label="Why we may">so that we can answer you</td>
            <td data-label="How long">until it is dealt with, and a short while afterwards</td>
          </tr>
          <tr>
            <th scope="row">How often a form is sent</th>
            <td data-label="What">
              counts under a key made from your internet address or email; nobody can turn the key back into either
            </td>
            <td data-label="Why we may">our interest, and yours, that nobody floods us or tries stolen cards here</td>
            <td data-label="How long">a day</td>
          </tr>
          <tr>
            <th scope="row">Emails and texts from us</th>
            <td data-label="What">your address, and when and how you agreed</td>
            <td data-label="Why we may">your consent</td>
            <td data-label="How long">until you say stop; then only enough to make sure we do stop</td>
          </tr>
        </tbody>
      </table>
      <h2 id="political-opinions">Political opinions</h2>
      <p>
        The law gives special protection to information that shows what somebody thinks about politics. For members,
        former members and people in regular contact with us, we rely on the rule for political bodies: Article 9(2)(d)
        of the UK GDPR. Under it we may use your information for our own work, with proper safeguards, and may not pass
        it outside the party without your consent. For donations over £500, where the law requires us to check and
        report, we rely on that law.
      </p>
      <p>Only the officers who need a record may open it.</p>
      <h2 id="who-else-handles-it">Who else handles it</h2>
      <p>These firms work for us under contract and may not use your information for themselves:</p>
      <ul>
        <li>
          Stripe, which takes card payments and Direct Debits. You type your card number on Stripe’s page, and we never
          see it.
        </li>
        <li>The firm that delivers our email.</li>
        <li>The firm that runs the computer this site is kept on.</li>
      </ul>
      <p>
        We also have to send some information to the Electoral Commission. It publishes the name of a donor and the
        amount for larger donations, but not an individual’s address. We look up the electoral register only to check a
        donation, and keep only the result.
      </p>
      <p>
        If any of these firms keeps information outside the UK, the law requires it to be protected to the same
        standard.
      </p>
      <h2 id="your-rights">Your rights</h2>
      <p>
        You may ask us for a copy of what we hold, and have it within one month, free. You may have mistakes put right,
        ask us to delete things, ask us to stop using them, and take your information elsewhere. You may withdraw
        consent to emails or texts at any time by writing to us or ringing <Phone number={party.phone} />.
      </p>
      <p>
        There are some things we cannot delete on request, such as the record of a donation, because the law requires us
        to keep it. If so we will tell you what, why, and until when.
      </p>
      <p>
        For any of this, write to <a href={`mailto:${party.email}`}>{party.email}</a>.
      </p>
      <h2 id="complaints">Complaints</h2>
      <p>
        If you think we have handled your information badly, write to{" "}
        <a href={`mailto:${party.email}`}>{party.email}</a>, ring <Phone number={party.phone} />, or use the{" "}
        <a href="/contact">contact form</a> and put “Complaint” at the top. We will acknowledge it within 30 days, look
        into it without delay, and tell you what we found.
      </p>
      <p>
        You may also complain to the Information Commissioner’s Office at{" "}
        <a href="https://ico.org.uk/make-a-complaint/">ico.org.uk</a>, whether or not you have come to us first.
      </p>
    </WrittenPage>
  );
}
