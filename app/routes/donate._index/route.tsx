import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { isRegulated } from "#app/compliance/regulated.ts";
import { answer, forOneVisitor, seeOther, wasRefused } from "#app/forms/answer.ts";
import { newFormToken } from "#app/forms/form-token.ts";
import { readBody } from "#app/forms/read-body.ts";
import { type Refused, readForm, readQuery, refuse } from "#app/forms/read-form.ts";
import { answerTooOften } from "#app/forms/too-often.ts";
import { AMOUNTS, DonateQuery, giftForm } from "#app/giving/forms.ts";
import { findGiftPause } from "#app/giving/pause.ts";
import { formatPence, typedPounds } from "#app/money/pence.ts";
import { ukDay } from "#app/time/clock.ts";
import { AmountButtons } from "#app/ui/forms/amount-buttons.tsx";
import { Button } from "#app/ui/forms/button.tsx";
import { Field } from "#app/ui/forms/field.tsx";
import { HiddenSubmit } from "#app/ui/forms/hidden-submit.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { Radios } from "#app/ui/forms/radios.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { factsOf, head } from "#app/ui/head.ts";
import { Notice } from "#app/ui/notice.tsx";
import { GiftsPaused } from "./gifts-paused.tsx";
import { findGivingRules, payGift } from "./pay-gift.ts";

export const headers = forOneVisitor;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { settings, clock } = context;
  const query = readQuery(request, DonateQuery);
  const asked = query.ok ? query.value : undefined;
  const rules = await findGivingRules(context);
  return {
    wording: rules.wording,
    floor: formatPence(rules.floor),
    every: asked?.every ?? "once",
    amount: asked?.amount,
    notPaid: asked?.back !== undefined,
    amounts: AMOUNTS.map((sum) => ({ value: String(sum), label: formatPence(sum) })),
    token: newFormToken(settings.formSecret, "donate", clock.now()),
    paused: (await findGiftPause(context.db)) !== undefined,
    party: settings.party,
    refused: wasRefused(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const body = await readBody(request);
  const { limits, wording } = await findGivingRules(context);
  const form = giftForm(body, context.settings.formSecret, context.clock.now(), limits);
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  const { every, preset, amount } = read.value;
  const sum = preset ?? amount;
  if (sum === undefined) return answer(context, refuse({ amount: "Enter an amount, like 10 or 12.50" }, body, form));
  if (await isRegulated(context.db, sum, ukDay(context.clock.now()))) {
    return seeOther(`/donate/details?every=${every}&amount=${typedPounds(sum)}`);
  }
  const gift = { amountPence: sum, monthly: every === "month", wording, formKey: read.value["form-key"] };
  const paid = await payGift(context, gift);
  if ("address" in paid) return seeOther(paid.address);
  if ("tooOften" in paid) return answerTooOften(context, paid.tooOften, body, form);
  return answer(context, refuse({ form: paid.sentence }, body, form), paid.status);
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) => {
  const facts = factsOf(matches);
  return head(matches, {
    page: "Donate",
    error: data?.refused ?? false,
    path: "/donate",
    description: "Give once or every month. We take no money from big business: people like you pay for this.",
    jsonLd: facts && [
      {
        "script:ld+json": {
          "@context": "https://schema.org",
          "@type": "Organization",
          name: facts.party.name,
          url: facts.siteUrl,
          email: facts.party.email,
          telephone: facts.party.phone,
          logo: `${facts.siteUrl}/icon-512.png`,
          potentialAction: {
            "@type": "DonateAction",
            recipient: { "@type": "Organization", name: facts.party.name, url: facts.siteUrl },
            target: `${facts.siteUrl}/donate`,
          },
        },
      },
    ],
  });
};

export default function DonatePage() {
  const page = useLoaderData<typeof loader>();
  const { errors, typed, again } = useActionData<Refused>() ?? {};
  // whoever pressed the button before they could know still has what they chose
  if (page.paused && !errors) return <GiftsPaused party={page.party} />;
  return (
    <FormPage
      title="Donate"
      errors={errors}
      ids={{ form: "every", preset: "amount" }}
      notice={
        page.notPaid && !errors ? (
          <Notice focus>
            <p>Nothing was taken. Your choices are still here.</p>
          </Notice>
        ) : null
      }
    >
      <p className="lede">We take no money from big business. People like you pay for this.</p>
      <p>
        {page.wording} <a href="/donation-rules">Donation rules</a>
      </p>
      <PostForm action="/donate" formKey={again ?? page.token} decoy>
        <HiddenSubmit />
        <Radios
          name="every"
          legend="How often?"
          choices={[
            { value: "once", label: "Give once" },
            { value: "month", label: "Give every month" },
          ]}
          value={typed?.every ?? page.every}
          errors={errors}
          inline
        />
        <AmountButtons legend="Choose an amount to go to payment" name="preset" amounts={page.amounts} />
        <Field
          name="amount"
          label="Or another amount, in pounds"
          prefix="£"
          width="amount"
          inputMode="decimal"
          autoComplete="off"
          value={typed?.amount ?? page.amount}
          errors={errors?.preset ? { amount: errors.preset } : errors}
        />
        <Button>Continue to payment</Button>
      </PostForm>
      <p>
        Stripe takes your name, address and card; we never see the card. Stop a monthly donation any time, from any
        receipt or by phone. Donations over {page.floor} need one more page, by law.
      </p>
      <p>
        No card, or scripts switched off? <a href="/other-ways-to-pay">Other ways to pay</a>
      </p>
    </FormPage>
  );
}
