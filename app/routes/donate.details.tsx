import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { isRegulated } from "#app/compliance/regulated.ts";
import { answer, forOneVisitorUnlisted, seeOther, wasRefused } from "#app/forms/answer.ts";
import { newFormToken } from "#app/forms/form-token.ts";
import { readBody } from "#app/forms/read-body.ts";
import { type Refused, readForm, readQuery, refuse } from "#app/forms/read-form.ts";
import { answerTooOften } from "#app/forms/too-often.ts";
import { detailsQuery, giverForm } from "#app/giving/forms.ts";
import { findGiftPause } from "#app/giving/pause.ts";
import { formatPence, typedPounds } from "#app/money/pence.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { Button } from "#app/ui/forms/button.tsx";
import { Checkbox } from "#app/ui/forms/checkbox.tsx";
import { Field } from "#app/ui/forms/field.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { findGivingRules, payGift } from "./donate._index/pay-gift.ts";

export const headers = forOneVisitorUnlisted;

/** How much and how often, from the address. Anything that needs no details goes back to the first page. */
async function readGift(site: Site, request: Request) {
  const rules = await findGivingRules(site);
  const query = readQuery(request, detailsQuery(rules.limits));
  const regulated = query.ok && (await isRegulated(site.db, query.value.amount, ukDay(site.clock.now())));
  if (!query.ok || !regulated) throw redirect("/donate", 303);
  return { ...query.value, ...rules };
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { amount, every, floor, wording } = await readGift(context, request);
  if (!wasRefused(context) && (await findGiftPause(context.db))) throw redirect("/donate", 303);
  return {
    amount: formatPence(amount),
    pounds: typedPounds(amount),
    every,
    floor: formatPence(floor),
    wording,
    token: newFormToken(context.settings.formSecret, "donate", context.clock.now()),
    refused: wasRefused(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { amount, every, wording } = await readGift(context, request);
  const body = await readBody(request);
  const form = giverForm(context.settings.formSecret, context.clock.now());
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  const { name, line1, line2, town, postcode, overseas } = read.value;
  const paid = await payGift(context, {
    amountPence: amount,
    monthly: every === "month",
    wording,
    formKey: read.value["form-key"],
    giver: { contact: { fullName: name, email: null, line1, line2, town, postcode, country: null }, overseas },
  });
  if ("address" in paid) return seeOther(paid.address);
  if ("tooOften" in paid) return answerTooOften(context, paid.tooOften, body, form);
  return answer(context, refuse({ form: paid.sentence }, body, form), paid.status);
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, { page: "Who is giving", section: "Donate", error: data?.refused ?? false, noindex: true });

export default function DetailsPage() {
  const page = useLoaderData<typeof loader>();
  const { errors, typed, again } = useActionData<Refused>() ?? {};
  const here = `every=${page.every}&amount=${page.pounds}`;
  const often = page.every === "month" ? "every month" : "once";
  return (
    <FormPage title="Who is giving" back={`/donate?${here}`} errors={errors} ids={{ form: "name" }}>
      <p className="lede">By law we must know who gives more than {page.floor}.</p>
      <p>
        You are giving <strong>{page.amount}</strong> {often}.
      </p>
      <PostForm action={`/donate/details?${here}`} formKey={again ?? page.token} decoy>
        <Field
          name="name"
          label="Full name, as on the electoral register"
          autoComplete="name"
          value={typed?.name}
          errors={errors}
        />
        <Field
          name="line1"
          label="Address line 1, as on the register"
          autoComplete="address-line1"
          value={typed?.line1}
          errors={errors}
        />
        <Field
          name="line2"
          label="Address line 2 (optional)"
          autoComplete="address-line2"
          value={typed?.line2}
          errors={errors}
        />
        <Field
          name="town"
          label="Town or city"
          width="medium"
          autoComplete="address-level2"
          value={typed?.town}
          errors={errors}
        />
        <Field
          name="postcode"
          label="Postcode"
          width="postcode"
          autoComplete="postal-code"
          value={typed?.postcode}
          errors={errors}
        />
        <Checkbox
          name="own"
          label="This is my own money and I am on a UK electoral register"
          checked={typed?.own === "yes"}
          errors={errors}
        />
        <Checkbox
          name="overseas"
          label="I am registered as an overseas elector (optional)"
          checked={typed?.overseas === "yes"}
          errors={errors}
        />
        <p>
          {page.wording} <a href="/donation-rules">Donation rules</a>
        </p>
        <Button>Continue to payment</Button>
      </PostForm>
      <p>
        Not on a register? We cannot take more than {page.floor} from you. You can{" "}
        <a href="/donate">give up to {page.floor}</a>, or <a href="/contact">ask the treasurer</a>.
      </p>
      <p>
        No card, or scripts switched off? <a href="/other-ways-to-pay">Other ways to pay</a>
      </p>
    </FormPage>
  );
}
