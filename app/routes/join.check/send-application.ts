import type { AppLoadContext } from "@remix-run/node";
import { answer, seeOther } from "#app/forms/answer.ts";
import { FORM_KEY } from "#app/forms/form-token.ts";
import { readBody } from "#app/forms/read-body.ts";
import { readForm, refuse } from "#app/forms/read-form.ts";
import { askForDues, startApplication } from "#app/membership/applications.ts";
import { CONSENTS, checkForm } from "#app/membership/forms.ts";
import { type JoinAnswers, type JoinDetails, type JoinDues, joinHeader } from "#app/membership/join-cookie.ts";
import { findAsked } from "#app/membership/join-view.ts";
import { tellIfMember } from "#app/membership/members-twice.ts";
import { CheckoutOver, openCheckout } from "#app/payments/checkout.ts";
import { isRefusedEmail, isStripeOutage } from "#app/payments/stripe-client.ts";
import { linkKey } from "#app/references/link-key.ts";
import { abandonCheckout } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";

type Complete = JoinAnswers & { details: JoinDetails; dues: JoinDues };

const OPEN_TOO_LONG = "This page was open for a while. Check your answers and send again.";
const EMAIL_REFUSED = "The payment page does not take that email address. Change it, and send again.";
const OUT_OF_REACH =
  "We could not reach the payment page. Nothing was taken and we have kept your answers. Try again in a few minutes.";

/** Sends the application, and leads on to paying the first dues where they are to be paid now. */
export async function sendApplication(context: AppLoadContext, request: Request, answers: Complete) {
  const { settings, clock } = context;
  const body = await readBody(request);
  const form = checkForm(settings.formSecret, clock.now());
  const read = await readForm(body, form);
  if (!read.ok) return answer(context, read);
  let asked = answers.asked;
  const kept = () => joinHeader(settings, { ...answers, asked }, clock.now());
  const fail = (sentence: string, status: 422 | 503) =>
    answer(context, refuse({ form: sentence }, body, form), status, { "Set-Cookie": kept() });
  try {
    const before = answers.dues.withoutPayment ? undefined : await goOn(context, asked);
    if (before) return seeOther(before, kept());
    const started = await startApplication(context, toJoin(answers, read.value[FORM_KEY]));
    await tellIfMember(context, started.applicationId);
    if (!started.checkoutId) {
      return seeOther(thanksAddress(context, "application", started.applicationId), kept());
    }
    asked = { applicationId: started.applicationId, checkoutId: started.checkoutId, current: true };
    return seeOther(await openDues(context, asked), kept());
  } catch (error) {
    if (error instanceof CheckoutOver) return fail(OPEN_TOO_LONG, 422);
    if (isRefusedEmail(error)) return fail(EMAIL_REFUSED, 422);
    if (!isStripeOutage(error)) throw error;
    context.log.warn({ requestId: context.requestId }, "Stripe was out of reach for dues");
    return fail(OUT_OF_REACH, 503);
  }
}

/**
 * Where an earlier press leads on to: Stripe's page again for the same answers, or the thank-you page once it is paid.
 * One whose answers changed is ended, so that two months are not paid for one.
 */
async function goOn(site: Site, asked: JoinAnswers["asked"]): Promise<string | undefined> {
  if (!asked) return undefined;
  let now = await findAsked(site.db, asked);
  const unfinished = now?.state === "prepared" || now?.state === "open";
  if (unfinished && asked.current && now && now.expiresAt.getTime() - site.clock.now().getTime() > 3 * 60_000)
    return openDues(site, asked);
  if (unfinished) {
    await abandonCheckout(site, asked.checkoutId);
    now = await findAsked(site.db, asked);
  }
  const bought = now?.state === "paid" || now?.state === "processing";
  return bought ? thanksAddress(site, "checkout", asked.checkoutId) : undefined;
}

async function openDues(
  site: Site,
  { applicationId, checkoutId }: { applicationId: string; checkoutId: string },
): Promise<string> {
  return openCheckout(site, checkoutId, await askForDues(site, applicationId));
}

function thanksAddress(site: Site, kind: "application" | "checkout", id: string): string {
  return `/join/thanks?${kind}=${id}&key=${linkKey(site.settings.formSecret, kind, id)}`;
}

function toJoin({ details, dues }: Complete, formKey: string) {
  const { name, email, phone, line1, line2, town, postcode, union } = details;
  return {
    formKey,
    contact: { fullName: name, email, phone, line1, line2, town, postcode, country: null },
    tradeUnion: union,
    rateId: dues.rateId,
    duesPence: dues.pence,
    agreedWording: dues.wording,
    consents: [
      ...(dues.newsByEmail ? [{ channel: "email" as const, wording: CONSENTS.email }] : []),
      ...(dues.newsByText ? [{ channel: "text" as const, wording: CONSENTS.text }] : []),
    ],
    withoutPayment: dues.withoutPayment,
  };
}
