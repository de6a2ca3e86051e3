import { isRouteErrorResponse } from "@remix-run/react";
import type { ReactNode } from "react";
import { Main } from "./document.tsx";
import { ButtonLink } from "./forms/button.tsx";
import type { PublicFacts } from "./head.ts";
import { Phone } from "./phone.tsx";
import { Row } from "./row.tsx";
import { SearchBox } from "./search-box.tsx";

type Words = { title: string; happened: string; next: ReactNode; search?: boolean };

const WORDS: Record<number, Words> = {
  400: {
    title: "That address cannot be read",
    happened: "There is something in the address that this site does not understand.",
    next: "Check it, or start from the front page.",
  },
  403: {
    title: "Not from here",
    happened: "This page cannot be opened from where you came from.",
    next: "Go back to the page you were on, and try again from there.",
  },
  404: {
    title: "Page not found",
    happened: "There is nothing at this address. It may have been mistyped, or a link may be out of date.",
    next: "Look for it here, or start from the front page.",
    search: true,
  },
  405: {
    title: "Not done this way",
    happened: "This page cannot be asked for in that way.",
    next: "Go back to the form you came from, and send it again.",
  },
  410: {
    title: "Page taken away",
    happened: "There was a page here, and we took it away on purpose.",
    next: "What it said may now be somewhere else. Look for it here, or ask a member.",
    search: true,
  },
  422: {
    title: "That could not be read",
    happened: "Something in what you sent did not make sense to us, so nothing was done with it.",
    next: "Go back to the form. What you typed should still be there.",
  },
  429: {
    title: "Too many at once",
    happened: "A lot of requests came from your connection in a short time, so we are taking a rest from it.",
    next: "Wait a minute, then try again. If it is urgent, call us.",
  },
  500: {
    title: "Something went wrong",
    happened: "The fault is ours. Nothing you did caused it, and it has been written down for us to put right.",
    next: "Try again in a few minutes. If you were paying, no money is taken twice.",
  },
  503: {
    title: "Closed for a moment",
    happened: "Part of this site is not answering just now.",
    next: "Wait a minute, then try again. Nothing you sent before is lost.",
  },
};

const statusOf = (error: unknown) => (isRouteErrorResponse(error) ? error.status : 500);
const wordsOf = (status: number): Words =>
  WORDS[status] ?? WORDS[status < 500 ? 400 : 500] ?? { title: "Error", happened: "", next: "" };

/** What was taken away, and why: a loader says so with its 410. */
function takenBack(error: unknown): { title: string; why: string } | undefined {
  if (!isRouteErrorResponse(error) || error.status !== 410 || typeof error.data !== "object") return undefined;
  return error.data ?? undefined;
}

/** For the title of the window. */
export const errorTitle = (error: unknown): string => wordsOf(statusOf(error)).title;

/** What happened, what to do, and a person to ring. Never what the machine said. */
export function ErrorPage({ error, facts }: { error: unknown; facts: PublicFacts | undefined }) {
  const status = statusOf(error);
  const words = wordsOf(status);
  const gone = takenBack(error);
  return (
    <Main>
      <Row
        hang={
          <div className="error-number" aria-hidden="true">
            {status}
          </div>
        }
      >
        <h1>{words.title}</h1>
        <p className="lede">{words.happened}</p>
        {gone ? (
          <p>
            It was {gone.title}. {gone.why}
          </p>
        ) : null}
        <p>{words.next}</p>
        {words.search ? <SearchBox label="Search this site" /> : null}
        {status >= 500 && facts ? (
          <p>
            If you call or write, give this reference: <strong>{facts.requestId}</strong>
          </p>
        ) : null}
        <p className="pair">
          <ButtonLink to="/" look={words.search ? "outline" : "ink"}>
            Go to the front page
          </ButtonLink>
          {facts ? (
            <span>
              or call <Phone number={facts.party.phone} />
            </span>
          ) : null}
        </p>
      </Row>
    </Main>
  );
}
