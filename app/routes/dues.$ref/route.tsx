import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { answer, forOneVisitorUnlisted, seeOther, wasRefused } from "#app/forms/answer.ts";
import { type Refused, readQuery } from "#app/forms/read-form.ts";
import { DuesQuery } from "#app/membership/dues-forms.ts";
import { endingOf, findDuesPage } from "#app/membership/dues-page.ts";
import { formatPence } from "#app/money/pence.ts";
import { describeMissed } from "#app/payments/missed.ts";
import { duesPath } from "#app/references/addresses.ts";
import { opensLink } from "#app/references/link-key.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { Main } from "#app/ui/document.tsx";
import { Button } from "#app/ui/forms/button.tsx";
import { ErrorSummary } from "#app/ui/forms/error-summary.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { head } from "#app/ui/head.ts";
import { Notice } from "#app/ui/notice.tsx";
import { OpenPayments } from "#app/ui/open-payments.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { PromiseSection } from "#app/ui/promise-section.tsx";
import { Row } from "#app/ui/row.tsx";
import { act } from "./act.ts";

export const headers = forOneVisitorUnlisted;

async function open({ params, request, context }: LoaderFunctionArgs | ActionFunctionArgs) {
  const query = readQuery(request, DuesQuery);
  const found = await findDuesPage(context.db, params.ref ?? "");
  // a wrong key and an application that never was are answered alike
  if (
    !query.ok ||
    !found ||
    !opensLink(context.settings.formSecret, "application", found.application.id, query.value.key)
  ) {
    throw new Response(null, { status: 404 });
  }
  return { ...found, done: query.value.done };
}

export async function loader(args: LoaderFunctionArgs) {
  const { application, membership, paidThrough, firstOnItsWay, missed, done } = await open(args);
  const { settings } = args.context;
  const day = (moment: Date | null | undefined) => (moment ? formatDay(ukDay(moment)) : undefined);
  return {
    reference: application.public_ref,
    amount: formatPence(membership?.dues_pence ?? application.dues_pence),
    /** `none`: nothing was ever set up, or it was a second payment and is ended. */
    state: !membership || membership.state === "duplicate" ? ("none" as const) : membership.state,
    accepted: application.state === "accepted",
    asked: membership?.end_reason === "asked",
    endsOn: day(membership?.ends_at),
    endsAtOnce: membership ? endingOf(membership).kind === "end" : false,
    pausedUntil: day(membership?.paused_until),
    next: membership?.state === "active" ? day(membership.next_at) : undefined,
    paidThrough: paidThrough && formatDay(paidThrough),
    firstOnItsWay,
    open: missed.map(describeMissed),
    done,
    address: duesPath(settings.formSecret, application),
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
    page: data ? `Dues ${data.reference}` : "Dues",
    section: "Join",
    error: data?.refused ?? false,
    noindex: true,
  });

type Page = Awaited<ReturnType<typeof loader>>;

export default function DuesPage() {
  const page = useLoaderData<typeof loader>();
  const { errors } = useActionData<Refused>() ?? {};
  const { state, address } = page;
  const sentence = errors ? undefined : saidOf(page);
  const runs = state !== "none" && state !== "cancelled";
  return (
    <Main className="promise">
      <Row>
        <ErrorSummary errors={errors} ids={{ form: "changes", intent: "changes", instalment: "changes" }} />
        {sentence ? (
          <Notice kind={page.done === "card" || page.done === "nothing" ? "info" : "success"} focus>
            <p>{sentence}</p>
          </Notice>
        ) : null}
        <h1>Your dues</h1>
        <p className="lede">{ledeOf(page)}</p>
        <p>
          Reference {page.reference}.{page.paidThrough ? ` Paid up to ${page.paidThrough}.` : ""}
          {page.next ? ` Next payment: ${page.next}.` : ""}
        </p>
        <OpenPayments action={address} payments={page.open} />
        {state === "cancelled" ? (
          <p>
            {page.asked
              ? "You can join again at any time: "
              : "To start again, set up your dues once more, under the same name and email address: "}
            <a href="/join">Join</a>.
          </p>
        ) : null}
      </Row>
      {runs ? (
        <div id="changes">
          <PromiseSection title={page.endsOn ? "Take it back" : "End"}>
            <Ending {...page} />
          </PromiseSection>
          <PromiseSection title="Your card">
            <p>Stripe’s page asks for the new card or account; we never see it.</p>
            <PostForm action={address}>
              <Button name="intent" value="card" look="outline">
                Update your card or account
              </Button>
            </PostForm>
          </PromiseSection>
        </div>
      ) : null}
      <PromiseSection title="Anything else">
        <p>
          To pay more or less, to take a break, or if money is short, call <Phone number={page.phone} />.
        </p>
      </PromiseSection>
    </Main>
  );
}

/** How to end it, or to take that back; said before the button is pressed is what it does. */
function Ending({ address, endsOn, endsAtOnce, paidThrough, firstOnItsWay, open }: Page) {
  if (endsOn)
    return (
      <>
        <p>Your membership ends on {endsOn}. Until then you can take it back.</p>
        <PostForm action={address}>
          <Button name="intent" value="keep" look="outline">
            Keep my membership
          </Button>
        </PostForm>
      </>
    );
  return (
    <>
      <p>
        {endsAtOnce
          ? `It ends at once, and no more is taken.${open.length > 0 ? " What is not paid yet is not asked for any more." : ""}`
          : firstOnItsWay
            ? "It ends when the month you are paying for is over. The first payment is on its way and is still collected: tell us within 14 days and you get it back."
            : `It ends when the month you have paid for is over${paidThrough ? `, after ${paidThrough}` : ""}, and no more is taken. Until then you can take it back.`}
      </p>
      <PostForm action={address}>
        <Button name="intent" value="end" look="outline">
          End my membership
        </Button>
      </PostForm>
    </>
  );
}

function ledeOf({ state, amount, asked, endsOn, pausedUntil, firstOnItsWay }: Page): string {
  switch (state) {
    case "none":
      return "No dues are taken under this reference.";
    case "cancelled": {
      const ended = `They were ${amount} a month`;
      if (asked) return `${ended}, and ended${endsOn ? ` on ${endsOn}` : ""}. No more is taken.`;
      return `${ended}. Payments have stopped, because they did not go through. That alone does not end a membership.`;
    }
    case "paused":
      return `${amount} each month. Paused: nothing is taken ${pausedUntil ? `before ${pausedUntil}` : "until they start again"}.`;
    default:
      if (endsOn) return `${amount} each month. They end on ${endsOn}, and no more is taken.`;
      if (firstOnItsWay) return `${amount} each month, until you stop. The first payment is on its way.`;
      return `${amount} each month, until you stop.`;
  }
}

/** What was just done, where it is so. */
function saidOf({ done, state, endsOn, next }: Page): string | undefined {
  switch (done) {
    case "ended":
      return state === "cancelled"
        ? "Ended. No more money will be taken. A confirmation is on its way by email."
        : undefined;
    case "ending":
      return endsOn && state !== "cancelled"
        ? `Your membership ends on ${endsOn}. No more money will be taken. A confirmation is on its way by email.`
        : undefined;
    case "kept":
      return endsOn ? undefined : `Kept: it goes on as before.${next ? ` The next payment is on ${next}.` : ""}`;
    case "card":
      return "If you saved a new card or account, the next payment is taken from it.";
    case "nothing":
      return "There is nothing to pay at the moment.";
    default:
      return undefined;
  }
}
