import type { ReactNode } from "react";
import { formatDay } from "#app/time/clock.ts";
import { Main } from "./document.tsx";
import { Row } from "./row.tsx";

type WrittenPageProps = {
  title: string;
  lede: ReactNode;
  /** The civil day on which a person last read the page through. */
  reviewed: string;
  /** The parts that can be gone to, beside the words. */
  parts?: readonly { id: string; title: string }[];
  children: ReactNode;
};

/** A page of plain words: about us, privacy, terms and their like. */
export function WrittenPage({ title, lede, reviewed, parts = [], children }: WrittenPageProps) {
  return (
    <Main>
      <Row>
        <h1>{title}</h1>
        <p className="lede">{lede}</p>
      </Row>
      <div className="row reading written">
        {parts.length >= 3 ? (
          <nav className="contents" aria-labelledby="contents">
            <h2 id="contents">On this page</h2>
            <ol>
              {parts.map((part) => (
                <li key={part.id}>
                  <a href={`#${part.id}`}>{part.title}</a>
                </li>
              ))}
            </ol>
          </nav>
        ) : null}
        <div className="row-main prose prose-apart">
          {children}
          <p className="reviewed">Last reviewed: {formatDay(reviewed)}.</p>
        </div>
      </div>
    </Main>
  );
}
