import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { forOneVisitorUnlisted, wasRefused } from "#app/forms/answer.ts";
import { newFormToken } from "#app/forms/form-token.ts";
import { type Refused, readQuery } from "#app/forms/read-form.ts";
import { listRates } from "#app/membership/branches.ts";
import { JoinQuery } from "#app/membership/forms.ts";
import { readJoin } from "#app/membership/join-cookie.ts";
import { formatPence } from "#app/money/pence.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { dayOfMonth } from "#app/time/months.ts";
import { Button } from "#app/ui/forms/button.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { SummaryList } from "#app/ui/forms/summary-list.tsx";
import { FormPage } from "#app/ui/forms-page.tsx";
import { head } from "#app/ui/head.ts";
import { Notice } from "#app/ui/notice.tsx";
import { KeyFacts } from "./key-facts.tsx";
import { sendApplication } from "./send-application.ts";

export const headers = forOneVisitorUnlisted;

/** All answers, or back to the page where one is missing; a rate that changed meanwhile is chosen again. */
async function readAll(site: Site, request: Request) {
  const answers = readJoin(site.settings, request, site.clock.now());
  const { details, dues } = answers;
  if (site.settings.party.minAge === undefined || !details) throw redirect("/join", 303);
  if (!dues) throw redirect("/join/dues", 303);
  const rate = dues.rateId === null ? undefined : (await listRates(site.db)).find((one) => one.id === dues.rateId);
  if (dues.rateId !== null && rate?.amount_pence !== dues.pence) throw redirect("/join/dues", 303);
  return { ...answers, details, dues, rateName: rate?.name };
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { details, dues, rateName } = await readAll(context, request);
  const query = readQuery(request, JoinQuery);
  const amount = formatPence(dues.pence);
  const page1 = "/join?change=yes";
  const page2 = dues.withoutPayment ? "/join/tell-us" : "/join/dues";
  const address = [details.line1, details.line2, details.town, details.postcode].filter(Boolean).join(", ");
  const news = [dues.newsByEmail ? "by email" : "", dues.newsByText ? "by text" : ""].filter(Boolean).join(" and ");
  return {
    rows: [
      { key: "Full name", value: details.name, change: `${page1}#name` },
      { key: "Email", value: details.email, change: `${page1}#email` },
      { key: "Phone", value: details.phone ?? "Not given", change: `${page1}#phone` },
      { key: "Address", value: address, change: `${page1}#line1` },
      { key: "Trade union", value: details.union ?? "Not given", change: `${page1}#union` },
      { key: "Dues each month", value: rateName ? `${amount}, ${rateName}` : amount, change: `${page2}#rate` },
      { key: "You agreed", value: dues.wording, change: `${page2}#agree` },
      { key: "News and appeals", value: news || "No", change: `${page2}#news-email` },
    ],
    amount,
    day: dayOfMonth(ukDay(context.clock.now())),
    withoutPayment: dues.withoutPayment,
    page2,
    notPaid: query.ok && query.value.back !== undefined,
    party: context.settings.party,
    token: newFormToken(context.settings.formSecret, "join", context.clock.now()),
    refused: wasRefused(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  return sendApplication(context, request, await readAll(context, request));
}

const titleOf = (withoutPayment: boolean | undefined) =>
  withoutPayment ? "Check your answers, then send them" : "Check your answers, then set up your dues";

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  head(matches, { page: titleOf(data?.withoutPayment), section: "Join", error: data?.refused ?? false, noindex: true });

export default function CheckPage() {
  const page = useLoaderData<typeof loader>();
  const { errors, again } = useActionData<Refused>() ?? {};
  return (
    <FormPage
      title={titleOf(page.withoutPayment)}
      back={page.page2}
      errors={errors}
      ids={{ form: "main" }}
      notice={
        page.notPaid && !errors ? (
          <Notice focus>
            <p>Dues are not set up yet. We have kept your answers for 24 hours.</p>
          </Notice>
        ) : null
      }
    >
      <SummaryList rows={page.rows} />
      {page.withoutPayment ? (
        <p>
          Nothing is taken now. A member will get in touch within {page.party.welcomeDays} days about how you could pay.
        </p>
      ) : (
        <KeyFacts amount={page.amount} day={page.day} party={page.party} />
      )}
      <PostForm action="/join/check" formKey={again ?? page.token} decoy>
        <Button>
          {page.withoutPayment ? "Send my application" : `Agree and pay ${page.amount} now and every month`}
        </Button>
      </PostForm>
      {page.withoutPayment ? null : (
        <p>
          Not able to pay now, or prefer standing order? <a href="/join/tell-us">Tell us</a>. No card, or scripts
          switched off? <a href="/other-ways-to-pay">Other ways to pay</a>
        </p>
      )}
    </FormPage>
  );
}
