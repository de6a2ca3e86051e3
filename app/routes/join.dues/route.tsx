import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { forOneVisitorUnlisted } from "#app/forms/answer.ts";
import type { Refused } from "#app/forms/read-form.ts";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { answerDues, loadDues } from "./answer-dues.ts";
import { DuesFields } from "./dues-fields.tsx";

export const headers = forOneVisitorUnlisted;

export const loader = ({ request, context }: LoaderFunctionArgs) => loadDues(context, request);

export const action = ({ request, context }: ActionFunctionArgs) =>
  answerDues(context, request, { withoutPayment: false });

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, { page: "Your dues", section: "Join", error: data?.refused ?? false, noindex: true });

export default function DuesPage() {
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<Refused>();
  return (
    <FormPage
      title="Your dues"
      back={page.changing ? "/join/check" : "/join"}
      errors={refused?.errors}
      ids={{ form: "rate" }}
    >
      <DuesFields
        action="/join/dues"
        legend="Choose what you can afford each month"
        button="Continue"
        page={page}
        refused={refused}
      />
      <p>
        Not able to pay now, or prefer standing order? <a href="/join/tell-us">Tell us</a>
      </p>
    </FormPage>
  );
}
