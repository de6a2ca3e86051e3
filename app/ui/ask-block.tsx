import type { PublicFacts } from "./head.ts";
import { Phone } from "./phone.tsx";

/** Form, email, phone: always in this order. `about` is the slug of what was being read. */
export function AskBlock({ party, about }: { party: PublicFacts["party"]; about?: string }) {
  return (
    <section className="ask" aria-labelledby="ask">
      <h2 id="ask">Ask a member</h2>
      <p>
        Ask about anything you have read. A member, not a machine, will answer, usually within {party.replyWorkingDays}{" "}
        working days.
      </p>
      <ul className="plain-links">
        <li>
          <a className="button button-outline" href={about ? `/contact?about=${about}` : "/contact"}>
            Ask a question
          </a>
        </li>
        <li>
          <a href={`mailto:${party.email}`}>{party.email}</a>
        </li>
        <li>
          <Phone className="phone" number={party.phone} />
          <br />
          <span className="small">{party.phoneHours}</span>
        </li>
      </ul>
    </section>
  );
}
