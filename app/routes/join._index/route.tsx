import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { answer, forOneVisitor, seeOther, wasRefused } from "#app/forms/answer.ts";
import { DECOY, FORM_KEY, newFormToken } from "#app/forms/form-token.ts";
import { type Refused, readForm, readQuery } from "#app/forms/read-form.ts";
import { detailsForm, JoinQuery } from "#app/membership/forms.ts";
import { changed, joinHeader, readJoin } from "#app/membership/join-cookie.ts";
import { Button } from "#app/ui/forms/button.tsx";
import { Field } from "#app/ui/forms/field.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { Phone } from "#app/ui/phone.tsx";
import { JoinClosed } from "./join-closed.tsx";

export const headers = forOneVisitor;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { party } = context.settings;
  const query = readQuery(request, JoinQuery);
  const changing = query.ok && query.value.change !== undefined;
  return {
    party,
    changing,
    details: readJoin(context.settings, request, context.clock.now()).details,
    token: newFormToken(context.settings.formSecret, "join", context.clock.now()),
    refused: wasRefused(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { settings, clock } = context;
  if (settings.party.minAge === undefined) throw new Response(null, { status: 404 });
  const read = await readForm(request, detailsForm(settings.formSecret, clock.now()));
  if (!read.ok) return answer(context, read);
  const { [DECOY]: _, [FORM_KEY]: __, ...details } = read.value;
  const answers = readJoin(settings, request, clock.now());
  const query = readQuery(request, JoinQuery);
  const done = query.ok && query.value.change !== undefined && answers.dues !== undefined;
  return seeOther(
    done ? "/join/check" : "/join/dues",
    joinHeader(settings, changed(answers, { details }), clock.now()),
  );
}

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, {
    page: "Join",
    error: data?.refused ?? false,
    path: "/join",
    description: "Join with monthly dues you can afford. A member will call or email you.",
  });

export default function JoinPage() {
  const { party, changing, details, token } = useLoaderData<typeof loader>();
  const { errors, typed } = useActionData<Refused>() ?? {};
  if (party.minAge === undefined) return <JoinClosed phone={party.phone} />;
  const value = (name: keyof NonNullable<typeof details>) => typed?.[name] ?? details?.[name];
  const field = (name: keyof NonNullable<typeof details>) => ({ name, value: value(name), errors });
  return (
    <FormPage title="Join" back={changing ? "/join/check" : "/"} errors={errors} ids={{ form: "name" }}>
      <p className="lede">
        Joining means paying dues you can afford, coming to a branch if you can, and having a say. A member will call or
        email within {party.welcomeDays} days.
      </p>
      <h2>Your details</h2>
      <p>
        Under {party.minAge}? Call us first: <Phone number={party.phone} />.
      </p>
      <PostForm action={changing ? "/join?change=yes" : "/join"} formKey={token} decoy>
        <Field {...field("name")} label="Full name" autoComplete="name" />
        <Field
          {...field("email")}
          label="Email"
          hint="We use this to contact you about joining"
          type="email"
          autoComplete="email"
        />
        <Field
          {...field("phone")}
          label="Phone (optional)"
          hint="Quicker for your branch"
          type="tel"
          width="medium"
          autoComplete="tel"
        />
        <Field {...field("line1")} label="Address line 1" autoComplete="address-line1" />
        <Field {...field("line2")} label="Address line 2 (optional)" autoComplete="address-line2" />
        <Field {...field("town")} label="Town or city" width="medium" autoComplete="address-level2" />
        <Field
          {...field("postcode")}
          label="Postcode"
          hint="So we can find your branch"
          width="postcode"
          autoComplete="postal-code"
        />
        <Field {...field("union")} label="Trade union (optional)" width="medium" autoComplete="off" />
        <Button>Continue</Button>
      </PostForm>
    </FormPage>
  );
}
