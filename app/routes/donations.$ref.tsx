import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { answer, forOneVisitorUnlisted, seeOther, wasRefused } from "#app/forms/answer.ts";
import { readForm, readQuery } from "#app/forms/read-form.ts";
import { endRecurringDonation, findRecurringDonation } from "#app/giving/recurring.ts";
import { EndForm, RecurringQuery } from "#app/giving/recurring-forms.ts";
import { formatPence } from "#app/money/pence.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { recurringDonationPath } from "#app/references/addresses.ts";
import { opensLink } from "#app/references/link-key.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { addMonths } from "#app/time/months.ts";
import { Button } from "#app/ui/forms/button.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Phone } from "#app/ui/phone.tsx";

export const headers = forOneVisitorUnlisted;

async function open({ params, request, context }: LoaderFunctionArgs | ActionFunctionArgs) {
  const query = readQuery(request, RecurringQuery);
  const found = await findRecurringDonation(context.db, params.ref ?? "");
  // a wrong key and a donation that never was are answered alike
  if (!query.ok || !found || !opensLink(context.settings.formSecret, "recurring", found.promise.id, query.value.key)) {
    throw new Response(null, { status: 404 });
  }
  return { ...found, justEnded: query.value.ended === "yes" };
}

export async function loader(args: LoaderFunctionArgs) {
  const { promise, given, justEnded } = await open(args);
  const { settings } = args.context;
  const ended = promise.state === "cancelled";
  const [last] = given;
  return {
    reference: promise.public_ref,
    amount: formatPence(promise.amount_pence),
    ended,
    justEnded: ended && justEnded,
    given: given.map((donation) => ({
      reference: donation.public_ref,
      amount: formatPence(donation.amount_pence),
      on: formatDay(ukDay(donation.received_at)),
    })),
    next: promise.state === "active" && last ? formatDay(addMonths(ukDay(last.received_at), 1)) : undefined,
    address: recurringDonationPath(settings.formSecret, promise),
    phone: settings.party.phone,
    refused: wasRefused(args.context),
  };
}

export async function action(args: ActionFunctionArgs) {
  const { promise } = await open(args);
  const { context, request } = args;
  const read = await readForm(request, EndForm);
  if (!read.ok) return answer(context, read);
  try {
    await endRecurringDonation(context, promise);
  } catch (fault) {
    if (!isStripeOutage(fault)) throw fault;
    const form = `It has not ended yet: Stripe cannot be reached. Try again in a few minutes, or call ${context.settings.party.phone}.`;
    return answer(context, { ok: false, errors: { form }, typed: {} }, 503);
  }
  return seeOther(`${recurringDonationPath(context.settings.formSecret, promise)}&ended=yes`);
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, {
    page: data ? `Monthly donation ${data.reference}` : "Monthly donation",
    section: "Donate",
    error: data?.refused ?? false,
    noindex: true,
  });

export default function RecurringDonationPage() {
  const { reference, amount, ended, justEnded, given, next, address, phone } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const errors = refused && "errors" in refused ? refused.errors : undefined;
  return (
    <FormPage
      title="Your monthly donation"
      errors={errors}
      ids={{ form: "end" }}
      notice={
        justEnded ? (
          <Notice kind="success" focus>
            <p>Ended. No more money will be taken. A confirmation is on its way by email.</p>
          </Notice>
        ) : null
      }
    >
      <p className="lede">
        {ended ? `It was ${amount} a month, and has ended.` : `${amount} each month, until you stop.`}
      </p>
      <p>
        Reference {reference}.{next ? ` Next payment: ${next}.` : ""}
      </p>
      {given.length > 0 ? (
        <>
          <h2>Paid so far</h2>
          <ul>
            {given.map((donation) => (
              <li key={donation.reference}>
                {donation.on}: {donation.amount}, {donation.reference}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {ended ? (
        <p>
          You can <a href="/donate">give again</a> at any time.
        </p>
      ) : (
        <div id="end" className="flow">
          <PostForm action={address}>
            <Button name="intent" value="end" look="outline">
              Stop my donation
            </Button>
          </PostForm>
          <p>
            It stops at once. To change the amount, stop this one and start another, or call <Phone number={phone} />.
          </p>
        </div>
      )}
    </FormPage>
  );
}
