import type { PublicFacts } from "./head.ts";
import { Mark } from "./mark.tsx";

/** The party's five doors, in the order its readers know them. The same on every page, above and below. */
export const DOORS = [
  { to: "/reading/what-about-russia", name: "What About Russia?" },
  { to: "/", name: "Home" },
  { to: "/news", name: "News" },
  { to: "/donate", name: "Donate" },
  { to: "/join", name: "Join" },
] as const;

const isHere = (path: string, to: string) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`));

/** "page" on the page itself, "true" on the pages behind that door. */
const current = (path: string, to: string) => (path === to ? "page" : isHere(path, to) ? "true" : undefined);

/** The head of every page. `path` is where the reader is. */
export function Masthead({ facts, path }: { facts: PublicFacts | undefined; path: string }) {
  const basket = facts?.basketCount ?? 0;
  return (
    <header className="masthead">
      <a className="brand" href="/">
        <Mark />
        {facts?.party.name ?? "Home"}
      </a>
      <nav className="nav nav-more" aria-label="More">
        <ul>
          <Door to="/shop" path={path} name="Pamphlets" />
          {basket > 0 ? <Door to="/basket" path={path} name={`Basket (${basket})`} className="nav-basket" /> : null}
          <Door to="/search" path={path} name="Search" />
          <Door to="/contact" path={path} name="Ask a member" />
        </ul>
      </nav>
      <nav className="nav nav-main" aria-label="Main">
        <ul>
          {DOORS.map((door) => (
            <Door key={door.to} {...door} path={path} />
          ))}
        </ul>
      </nav>
    </header>
  );
}

function Door({ to, name, path, className }: { to: string; name: string; path: string; className?: string }) {
  return (
    <li className={className}>
      <a href={to} aria-current={current(path, to)}>
        {name}
      </a>
    </li>
  );
}
