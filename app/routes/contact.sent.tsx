import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { forOneVisitorUnlisted } from "#app/forms/answer.ts";
import { EXTENSION } from "#app/forms/fields.ts";
import { readQuery } from "#app/forms/read-form.ts";
import { maskEmail } from "#app/people/mask.ts";
import { findQuestion } from "#app/questions/ask.ts";
import { SentQuery } from "#app/questions/forms.ts";
import { findPlace } from "#app/reading/reading-lists.ts";
import { findStart, wayOnTo } from "#app/reading/start-here.ts";
import { opensLink } from "#app/references/link-key.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { addWorkingDays } from "#app/time/working-days.ts";
import { ConfirmationPanel } from "#app/ui/confirmation-panel.tsx";
import { Main } from "#app/ui/document.tsx";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";

export const headers = forOneVisitorUnlisted;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { settings, db } = context;
  const query = readQuery(request, SentQuery);
  const question = query.ok ? await findQuestion(db, query.value.ref) : undefined;
  if (!query.ok || !question || !opensLink(settings.formSecret, "question", question.id, query.value.key)) {
    throw new Response(null, { status: 404 });
  }
  const next = question.aboutSlug ? (await findPlace(db, question.aboutSlug))?.next : undefined;
  return {
    reference: question.reference,
    replyBy: formatDay(addWorkingDays(ukDay(question.askedAt), settings.party.replyWorkingDays)),
    email: question.replyBy === "email" ? maskEmail(question.email ?? "") : undefined,
    phoneEnding: lastDigits(question.phone ?? ""),
    next: (next && wayOnTo(next)) ?? (await findStart(db)),
    about: question.about,
    paragraphs: question.body.split(/\n{2,}/u),
  };
}

/** Enough of a phone number for its owner to know it; an extension is not the end of it. */
const lastDigits = (phone: string) =>
  phone
    .replace(EXTENSION, "")
    .replace(/[^0-9]/gu, "")
    .slice(-3);

export const meta: MetaFunction<typeof loader> = ({ matches }) =>
  head(matches, { page: "Question sent", section: "Contact", noindex: true });

export default function SentPage() {
  const { reference, replyBy, email, phoneEnding, next, about, paragraphs } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <ConfirmationPanel title="Question sent" reference={reference}>
          <p>
            {email
              ? `We will reply by ${replyBy} to ${email}.`
              : `We will ring you on the number ending ${phoneEnding} by ${replyBy}.`}
          </p>
        </ConfirmationPanel>
        {next ? (
          <p>
            Until then: <a href={next.to}>{next.name}</a>
          </p>
        ) : null}
        <h2>{about ? `Your question about ${about}` : "Your question"}</h2>
        <blockquote>
          {paragraphs.map((paragraph, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
            <p key={index}>{paragraph}</p>
          ))}
        </blockquote>
      </Row>
    </Main>
  );
}
