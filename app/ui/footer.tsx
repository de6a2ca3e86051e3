import type { PublicFacts } from "./head.ts";
import { Mark } from "./mark.tsx";
import { DOORS } from "./masthead.tsx";
import { Phone } from "./phone.tsx";

const MORE = [
  { to: "/reading", name: "Reading" },
  { to: "/shop", name: "Pamphlets" },
  { to: "/search", name: "Search" },
  { to: "/contact", name: "Contact" },
  { to: "/about", name: "About us" },
  { to: "/reading-settings", name: "Reading settings" },
  { to: "/offline", name: "Read offline" },
  { to: "/feeds", name: "Feeds" },
  { to: "/other-ways-to-pay", name: "Other ways to pay" },
  { to: "/accessibility", name: "Accessibility" },
  { to: "/privacy", name: "Privacy" },
  { to: "/terms", name: "Terms" },
  { to: "/donation-rules", name: "Donation rules" },
] as const;

/** The foot of every page: help, always in the same order; every door; the election imprint. */
export function Footer({ facts }: { facts: PublicFacts | undefined }) {
  const party = facts?.party;
  const basket = facts?.basketCount ?? 0;
  const more = basket > 0 ? [{ to: "/basket", name: `Basket (${basket})` }, ...MORE] : MORE;
  return (
    <footer className="footer">
      <div className="row">
        <div className="row-hang">
          <Mark className="footer-mark" />
          <nav aria-label="Main, again">
            <ul className="footer-doors">
              {DOORS.map((door) => (
                <FooterLink key={door.to} {...door} />
              ))}
            </ul>
          </nav>
        </div>
        <div className="row-main">
          <nav aria-label="All pages">
            <ul className="footer-more">
              {more.map((door) => (
                <FooterLink key={door.to} {...door} />
              ))}
            </ul>
          </nav>
          {party ? (
            <p className="footer-imprint">
              Promoted by {party.promoter} on behalf of {party.name}, both at {party.address}.
            </p>
          ) : null}
        </div>
        {party ? (
          <div className="row-aside footer-help">
            <h2>Need help?</h2>
            <ul>
              <FooterLink to="/contact" name="Ask a member" />
              <FooterLink to={`mailto:${party.email}`} name={party.email} />
              <li>
                <Phone className="phone" number={party.phone} />
                <span className="small">{party.phoneHours}</span>
              </li>
            </ul>
          </div>
        ) : null}
      </div>
    </footer>
  );
}

function FooterLink({ to, name }: { to: string; name: string }) {
  return (
    <li>
      <a href={to}>{name}</a>
    </li>
  );
}
