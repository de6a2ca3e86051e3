import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { forOneVisitorUnlisted } from "#app/forms/answer.ts";
import type { Refused } from "#app/forms/read-form.ts";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { answerDues, loadDues } from "./join.dues/answer-dues.ts";
import { DuesFields } from "./join.dues/dues-fields.tsx";

export const headers = forOneVisitorUnlisted;

export const loader = ({ request, context }: LoaderFunctionArgs) => loadDues(context, request);

export const action = ({ request, context }: ActionFunctionArgs) =>
  answerDues(context, request, { withoutPayment: true });

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, { page: "Join without paying now", section: "Join", error: data?.refused ?? false, noindex: true });

export default function TellUsPage() {
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<Refused>();
  return (
    <FormPage title="Join without paying now" back="/join/dues" errors={refused?.errors} ids={{ form: "rate" }}>
      <p className="lede">
        Nothing is taken. A member will get in touch about what you can manage, or a standing order.
      </p>
      <DuesFields
        action="/join/tell-us"
        legend="What could you afford each month, when you can pay?"
        button="Continue without paying"
        page={page}
        refused={refused}
      />
    </FormPage>
  );
}
