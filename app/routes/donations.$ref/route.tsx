import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { answer, forOneVisitorUnlisted, seeOther, wasRefused } from "#app/forms/answer.ts";
import { type Refused, readQuery } from "#app/forms/read-form.ts";
import { findRecurringDonation, nextPayment, PAUSES, paymentAfter } from "#app/giving/recurring.ts";
import { RecurringQuery } from "#app/giving/recurring-forms.ts";
import { formatPence } from "#app/money/pence.ts";
import { describeMissed } from "#app/payments/missed.ts";
import { recurringDonationPath } from "#app/references/addresses.ts";
import { opensLink } from "#app/references/link-key.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { ErrorSummary } from "#app/ui/forms/error-summary.tsx";
import { head } from "#app/ui/head.ts";
import { Notice } from "#app/ui/notice.tsx";
import { OpenPayments } from "#app/ui/open-payments.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { PromiseSection } from "#app/ui/promise-section.tsx";
import { Row } from "#app/ui/row.tsx";
import { findGivingRules } from "../donate._index/pay-gift.ts";
import { act } from "./act.ts";
import { ChangeForms } from "./change-forms.tsx";

export const headers = forOneVisitorUnlisted;

async function open({ params, request, context }: LoaderFunctionArgs | ActionFunctionArgs) {
  const query = readQuery(request, RecurringQuery);
  const found = await findRecurringDonation(context.db, params.ref ?? "");
  // a wrong key and a donation that never was are answered alike
  if (!query.ok || !found || !opensLink(context.settings.formSecret, "recurring", found.promise.id, query.value.key)) {
    throw new Response(null, { status: 404 });
  }
  return { ...found, done: query.value.done };
}

export async function loader(args: LoaderFunctionArgs) {
  const { promise, given, missed, done } = await open(args);
  const { settings } = args.context;
  const { limits } = await findGivingRules(args.context);
  const day = (moment: Date | null) => (moment ? formatDay(ukDay(moment)) : undefined);
  const next = nextPayment(promise);
  return {
    reference: promise.public_ref,
    amount: formatPence(promise.amount_pence),
    state: promise.state,
    begun: promise.stripe_subscription_id !== null,
    unpaid: promise.end_reason === "unpaid",
    endsOn: day(promise.ends_at),
    next: next && formatDay(next),
    open: missed.map(describeMissed),
    pauses:
      promise.state === "active" && next && !promise.ends_at
        ? PAUSES.map((months) => ({ months, back: formatDay(paymentAfter(next, months)) }))
        : [],
    canLower: promise.amount_pence > limits.min,
    given: given.map((donation) => ({
      reference: donation.public_ref,
      amount: formatPence(donation.amount_pence),
      on: formatDay(ukDay(donation.received_at)),
    })),
    done,
    address: recurringDonationPath(settings.formSecret, promise),
    phone: settings.party.phone,
    refused: wasRefused(args.context),
  };
}

export async function action(args: ActionFunctionArgs) {
  const acted = await act(args.context, args.request, await open(args));
  return "address" in acted
    ? seeOther(acted.address)
    : answer(args.context, acted.refused, acted.status, acted.headers);
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, {
    page: data ? `Monthly donation ${data.reference}` : "Monthly donation",
    section: "Donate",
    error: data?.refused ?? false,
    noindex: true,
  });

type Page = Awaited<ReturnType<typeof loader>>;

export default function RecurringDonationPage() {
  const page = useLoaderData<typeof loader>();
  const { errors, typed } = useActionData<Refused>() ?? {};
  const { reference, amount, state, given, address } = page;
  const over = state === "cancelled";
  const sentence = errors ? undefined : saidOf(page);
  return (
    <Main className="promise">
      <Row>
        <ErrorSummary errors={errors} ids={{ form: "changes", intent: "changes", instalment: "changes" }} />
        {sentence ? (
          <Notice kind={page.done === "card" || page.done === "nothing" ? "info" : "success"} focus>
            <p>{sentence}</p>
          </Notice>
        ) : null}
        <h1>Your monthly donation</h1>
        <p className="lede">{ledeOf(page)}</p>
        <p>
          Reference {reference}.{page.next && state !== "paused" ? ` Next payment: ${page.next}.` : ""}
        </p>
        <OpenPayments action={address} payments={page.open} />
        {over ? (
          <p>
            You can <a href="/donate">give again</a> at any time.
          </p>
        ) : null}
      </Row>
      {over || !page.begun ? null : (
        <div id="changes">
          <ChangeForms
            action={address}
            errors={errors}
            typed={typed}
            paused={state === "paused"}
            pauses={page.pauses}
            lowerThan={page.canLower ? amount : undefined}
            endsOn={page.endsOn}
            open={page.open.length > 0}
          />
        </div>
      )}
      {given.length > 0 ? (
        <PromiseSection title="Paid so far">
          <ul>
            {given.map((donation) => (
              <li key={donation.reference}>
                {donation.on}: {donation.amount}, {donation.reference}
              </li>
            ))}
          </ul>
        </PromiseSection>
      ) : null}
      {over ? null : (
        <PromiseSection title="Anything else">
          <p>
            To give more, or for any question, call <Phone number={page.phone} />.
          </p>
        </PromiseSection>
      )}
    </Main>
  );
}

function ledeOf({ amount, state, begun, unpaid, endsOn, next }: Page): string {
  if (state === "cancelled") {
    const ended = `It was ${amount} a month, and ended${endsOn ? ` on ${endsOn}` : ""}`;
    return unpaid ? `${ended}, because the payments did not go through. You owe nothing.` : `${ended}.`;
  }
  if (!begun) return `${amount} each month. It has not begun: nothing is taken.`;
  if (endsOn) return `${amount} each month. It ends on ${endsOn}, and no more is taken.`;
  if (state === "paused")
    return next
      ? `Paused: nothing is taken before ${next}; then ${amount} each month again.`
      : "Paused: nothing is taken until it starts again.";
  return `${amount} each month, until you stop.`;
}

/** What was just done, where it is so. */
function saidOf({ done, state, amount, next, endsOn }: Page): string | undefined {
  if (done === "ended")
    return state === "cancelled"
      ? "Ended. No more money will be taken. A confirmation is on its way by email."
      : undefined;
  if (state === "cancelled") return undefined;
  const on = next ? ` The next payment is on ${next}.` : "";
  switch (done) {
    case "kept":
      return endsOn ? undefined : `Kept: it goes on each month as before.${on}`;
    case "paused":
      return state === "paused" ? `Paused.${on} A confirmation is on its way by email.` : undefined;
    case "resumed":
      return state === "paused" ? undefined : `Started again.${on}`;
    case "lowered":
      return `Changed. From the next payment on it is ${amount} a month. A confirmation is on its way by email.`;
    case "card":
      return "If you saved a new card, the next payment is taken from it.";
    case "nothing":
      return "There is nothing to pay at the moment.";
    default:
      return undefined;
  }
}
