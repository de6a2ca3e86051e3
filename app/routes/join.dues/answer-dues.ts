import { type AppLoadContext, redirect } from "@remix-run/node";
import { findSum } from "#app/figures/figures.ts";
import { answer, seeOther, wasRefused } from "#app/forms/answer.ts";
import { newFormToken } from "#app/forms/form-token.ts";
import { readBody } from "#app/forms/read-body.ts";
import { readForm, refuse } from "#app/forms/read-form.ts";
import { listRates } from "#app/membership/branches.ts";
import { agreement, duesForm, OTHER } from "#app/membership/forms.ts";
import { changed, type JoinAnswers, joinHeader, readJoin } from "#app/membership/join-cookie.ts";
import { formatPence, typedPounds } from "#app/money/pence.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";

/** What both pages of dues begin with: page 1 is done, and there is an age to agree to. */
async function begin(site: Site, request: Request) {
  const answers = readJoin(site.settings, request, site.clock.now());
  const { minAge } = site.settings.party;
  if (minAge === undefined || !answers.details) throw redirect("/join", 303);
  const rates = await listRates(site.db);
  return { answers, details: answers.details, minAge, rates };
}

/** The dues on offer and the answers given before. */
export async function loadDues(context: AppLoadContext, request: Request) {
  const { answers, minAge, rates } = await begin(context, request);
  const { dues } = answers;
  return {
    rates: rates.map((rate) => ({ id: rate.id, label: `${formatPence(rate.amount_pence)} ${inSentence(rate.name)}` })),
    chosen: dues && {
      rate: dues.rateId ?? OTHER,
      amount: dues.rateId === null ? typedPounds(dues.pence) : undefined,
      newsByEmail: dues.newsByEmail,
      newsByText: dues.newsByText,
    },
    changing: dues !== undefined,
    agreement: agreement(minAge),
    recordsKept: context.settings.party.memberRecordsKept,
    phone: context.settings.party.phone,
    token: newFormToken(context.settings.formSecret, "join", context.clock.now()),
    refused: wasRefused(context),
  };
}

/** "Waged" as it reads after a sum. */
const inSentence = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

export type DuesPageData = Awaited<ReturnType<typeof loadDues>>;

/** Keeps the dues that were chosen and goes on to the check page. */
export async function answerDues(
  context: AppLoadContext,
  request: Request,
  { withoutPayment }: { withoutPayment: boolean },
) {
  const { settings, db, clock } = context;
  const { answers, details, minAge, rates } = await begin(context, request);
  const most = await findSum(db, "ppera.donation_floor", ukDay(clock.now()));
  const body = await readBody(request);
  const signed = { formSecret: settings.formSecret, now: clock.now() };
  const form = duesForm(body, rates, { most, minAge, phone: settings.party.phone }, signed);
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  const { rate: chosen, amount } = read.value;
  const rate = rates.find((one) => one.id === chosen);
  const pence = rate?.amount_pence ?? amount;
  if (pence === undefined) return answer(context, refuse({ amount: "Enter an amount, like 10 or 12.50" }, body, form));
  const dues: JoinAnswers["dues"] = {
    rateId: rate?.id ?? null,
    pence,
    wording: agreement(minAge),
    newsByEmail: read.value["news-email"],
    newsByText: read.value["news-text"],
    withoutPayment,
  };
  const byText = dues.newsByText && details.phone !== undefined;
  const kept = joinHeader(settings, changed(answers, { dues: { ...dues, newsByText: byText } }), clock.now());
  if (dues.newsByText && !byText) {
    const errors = { "news-text": "Untick “Text me”, or go back and enter a phone number" };
    // what was chosen is kept, so that going back for the number loses nothing
    return answer(context, refuse(errors, body, form), 422, { "Set-Cookie": kept });
  }
  return seeOther("/join/check", kept);
}
