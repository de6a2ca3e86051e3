import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { forOneVisitorUnlisted } from "#app/forms/answer.ts";
import { readQuery } from "#app/forms/read-form.ts";
import { JoinThanksQuery } from "#app/membership/forms.ts";
import { forgetJoin } from "#app/membership/join-cookie.ts";
import { findJoinThanks } from "#app/membership/join-view.ts";
import { formatPence } from "#app/money/pence.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { maskEmail } from "#app/people/mask.ts";
import { findStart } from "#app/reading/start-here.ts";
import { opensLink } from "#app/references/link-key.ts";
import { settleCheckout } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";
import { formatDay } from "#app/time/clock.ts";
import { ConfirmationPanel } from "#app/ui/confirmation-panel.tsx";
import { Main } from "#app/ui/document.tsx";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";

export const headers = forOneVisitorUnlisted;

/** The application a link speaks of, if the link's key opens it. */
async function find(site: Site, request: Request) {
  const { formSecret, party } = site.settings;
  const query = readQuery(request, JoinThanksQuery);
  if (!query.ok) return undefined;
  const { checkout, application, key = "" } = query.value;
  if (checkout && opensLink(formSecret, "checkout", checkout, key)) {
    const first = await findJoinThanks(site.db, { checkout }, party.welcomeDays);
    if (!first || first.checkoutState === "paid") return first;
    try {
      await settleCheckout(site, checkout); // our own row does not know of the money yet: ask Stripe, once
    } catch (error) {
      if (!isStripeOutage(error)) throw error;
    }
    return findJoinThanks(site.db, { checkout }, party.welcomeDays);
  }
  if (application && opensLink(formSecret, "application", application, key)) {
    const thanks = await findJoinThanks(site.db, { application }, party.welcomeDays);
    return thanks && { ...thanks, checkoutState: null };
  }
  return undefined;
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const thanks = await find(context, request);
  if (!thanks) throw new Response(null, { status: 404 });
  const { checkoutState, branch, firstWord, reference } = thanks;
  const standing = checkoutState === null ? "nothing to pay" : checkoutState;
  const page = {
    firstWord,
    reference,
    branch,
    standing,
    dues: formatPence(thanks.duesPence),
    contactBy: formatDay(thanks.contactBy),
    sentOn: formatDay(thanks.sentOn),
    email: thanks.email ? maskEmail(thanks.email) : "you",
    start: await findStart(context.db),
    again: new URL(request.url).pathname + new URL(request.url).search,
  };
  const done = standing === "paid" || standing === "processing" || standing === "nothing to pay";
  return data(page, done ? { headers: { "Set-Cookie": forgetJoin(context.settings) } } : {});
}

export const meta: MetaFunction<typeof loader> = ({ matches }) =>
  head(matches, { page: "Thank you", section: "Join", noindex: true });

export default function ThanksPage() {
  const page = useLoaderData<typeof loader>();
  const { standing } = page;
  if (standing === "expired" || standing === "failed") {
    return (
      <Main>
        <Row>
          <ConfirmationPanel title="Dues are not set up yet" reference={page.reference} state="waiting">
            <p>
              No money was taken for the application you sent on {page.sentOn} from {page.email}.{" "}
              <a href="/join/check">Back to your answers</a>
            </p>
          </ConfirmationPanel>
        </Row>
      </Main>
    );
  }
  const whose = page.branch ? `${page.branch} branch` : "our membership officer, as no branch covers your postcode yet";
  const paid = standing === "paid";
  return (
    <Main>
      <Row>
        <ConfirmationPanel
          title={`Thank you, ${page.firstWord}.`}
          reference={page.reference}
          state={paid || standing === "nothing to pay" ? "done" : "waiting"}
        >
          {paid ? (
            <p>
              Your application is with {whose}, and your first dues of {page.dues} are paid; if it is not accepted we
              refund you in full. You sent it on {page.sentOn}; our confirmation goes to {page.email}.
            </p>
          ) : null}
          {standing === "nothing to pay" ? (
            <p>
              We have what you sent us on {page.sentOn}, and nothing has been taken. Our email to {page.email} says what
              happens next.
            </p>
          ) : null}
          {standing === "processing" ? (
            <p>
              Your Direct Debit is set up and your first dues of {page.dues} are on their way, which takes 4 to 7
              working days. Your application goes to {whose} when they arrive; if it is not accepted we refund you in
              full. You sent it on {page.sentOn}; we write to {page.email}.
            </p>
          ) : null}
          {standing === "open" || standing === "prepared" ? (
            <p>
              Your payment is still on its way; this page will show it, and we will write to {page.email}. You sent your
              application on {page.sentOn}. <a href={page.again}>Check again</a>
            </p>
          ) : null}
        </ConfirmationPanel>
        <ol>
          {paid || standing === "nothing to pay" ? (
            <li>
              {page.branch ? `${page.branch} branch` : "A member"} will contact you by {page.contactBy}.
            </li>
          ) : null}
          {page.start ? (
            <li>
              Start with <a href={page.start.to}>{page.start.name}</a>
            </li>
          ) : null}
        </ol>
      </Row>
    </Main>
  );
}
