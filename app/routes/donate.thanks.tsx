import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { forOneVisitorUnlisted } from "#app/forms/answer.ts";
import { readQuery } from "#app/forms/read-form.ts";
import { ThanksQuery } from "#app/giving/forms.ts";
import { findThanks } from "#app/giving/thanks-view.ts";
import { formatPence } from "#app/money/pence.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { maskEmail } from "#app/people/mask.ts";
import { findContact } from "#app/people/people.ts";
import { findStart } from "#app/reading/start-here.ts";
import { recurringDonationPath } from "#app/references/addresses.ts";
import { opensLink } from "#app/references/link-key.ts";
import { settleCheckout } from "#app/settlement.ts";
import { formatDay } from "#app/time/clock.ts";
import { ConfirmationPanel } from "#app/ui/confirmation-panel.tsx";
import { Main } from "#app/ui/document.tsx";
import { head } from "#app/ui/head.ts";
import { Row } from "#app/ui/row.tsx";

export const headers = forOneVisitorUnlisted;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { settings, db } = context;
  const query = readQuery(request, ThanksQuery);
  const checkout = query.ok ? query.value.checkout : undefined;
  if (!query.ok || !checkout || !opensLink(settings.formSecret, "checkout", checkout, query.value.key)) {
    throw new Response(null, { status: 404 });
  }
  let thanks = await findThanks(db, checkout);
  if (thanks && !thanks.donation) {
    // our own row does not know of the money yet: ask Stripe, once
    try {
      await settleCheckout(context, checkout);
      thanks = await findThanks(db, checkout);
    } catch (error) {
      if (!isStripeOutage(error)) throw error;
    }
  }
  if (!thanks) throw new Response(null, { status: 404 });
  const { donation, monthly, promise, amountPence, state, nextOn } = thanks;
  const email = donation && (await findContact(db, donation.personId))?.email;
  return {
    received: donation && {
      amount: formatPence(amountPence),
      on: formatDay(donation.receivedOn),
      reference: donation.reference,
      email: email ? maskEmail(email) : undefined,
      checkedBy: donation.checkedBy && formatDay(donation.checkedBy),
    },
    next: monthly && nextOn ? formatDay(nextOn) : undefined,
    manage: donation && promise ? recurringDonationPath(settings.formSecret, promise) : undefined,
    start: await findStart(db),
    notPaid: state === "expired" || state === "failed",
    again: `/donate/thanks?checkout=${checkout}&key=${query.value.key}`,
    share: `${settings.siteUrl}/donate`,
  };
}

const titleOf = (page: { received?: object; notPaid: boolean } | undefined) =>
  page?.received || !page?.notPaid ? "Thank you" : "Nothing was taken";

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, { page: titleOf(data), section: "Donate", noindex: true });

export default function ThanksPage() {
  const { received, next, manage, start, notPaid, again, share } = useLoaderData<typeof loader>();
  return (
    <Main>
      <Row>
        <ConfirmationPanel
          title={titleOf({ received, notPaid })}
          reference={received?.reference}
          state={received ? "done" : "waiting"}
        >
          {received ? (
            <>
              <p>
                <strong>{received.amount}</strong> received on {received.on}.
                {received.email ? ` A receipt is on its way to ${received.email}.` : ""}
              </p>
              {next ? (
                <p>
                  Next: {next}, then every month until you stop.
                  {manage ? (
                    <>
                      {" "}
                      <a href={manage}>Manage or stop your monthly donation</a>
                    </>
                  ) : null}
                </p>
              ) : null}
              {received.checkedBy ? (
                <p>
                  We will check the register within 30 days, by {received.checkedBy}, and return the money if we cannot
                  accept it.
                </p>
              ) : null}
            </>
          ) : notPaid ? (
            <p>
              No money was taken. <a href="/donate">Back to donate</a>
            </p>
          ) : (
            <p>
              Your payment is still on its way; this page will show it. <a href={again}>Check again</a>
            </p>
          )}
        </ConfirmationPanel>
        <ul>
          {start ? (
            <li>
              <a href={start.to}>{start.name}</a>
            </li>
          ) : null}
          <li>
            <a href="/join">Join</a>
          </li>
        </ul>
        <p>Ask a friend to give too: {share}</p>
      </Row>
    </Main>
  );
}
