import type { ReactNode } from "react";

type Neighbour = { to: string; title: string; time: string };

/** Before, above and after. */
export function TurnPage({
  label,
  previous,
  up,
  next,
  nextLabel,
  last,
}: {
  label: string;
  previous?: Neighbour | undefined;
  up?: { to: string; title: string } | undefined;
  next?: Neighbour | undefined;
  /** "Next in this path". */
  nextLabel: string;
  last?: ReactNode;
}) {
  return (
    <nav className="turn" aria-label={label}>
      {previous ? (
        <p className="turn-previous">
          Before this
          <a href={previous.to} rel="prev">
            {previous.title}
          </a>
          <span className="meta">{previous.time}</span>
        </p>
      ) : null}
      {up ? (
        <p className="turn-up">
          The reading list
          <a href={up.to}>{up.title}</a>
        </p>
      ) : null}
      {next ? (
        <p className="turn-next">
          {nextLabel}
          <a href={next.to} rel="next">
            {next.title}
          </a>
          <span className="meta">{next.time}</span>
        </p>
      ) : null}
      {next ? null : last}
    </nav>
  );
}
