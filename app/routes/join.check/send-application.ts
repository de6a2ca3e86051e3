import type { AppLoadContext } from "@remix-run/node";
import { answer, seeOther } from "#app/forms/answer.ts";
import { FORM_KEY } from "#app/forms/form-token.ts";
import { readBody } from "#app/forms/read-body.ts";
import { readForm, refuse } from "#app/forms/read-form.ts";
import { answerTooOften } from "#app/forms/too-often.ts";
import { passLimits, TooOften } from "#app/limits/limits.ts";
import { checkoutLimits, joinLimits } from "#app/limits/of-forms.ts";
import { askForDues, startApplication } from "#app/membership/applications.ts";
import { CONSENTS, checkForm } from "#app/membership/forms.ts";
import { type JoinAnswers, type JoinDetails, type JoinDues, joinHeader } from "#app/membership/join-cookie.ts";
import { canBeOpened, findAsked, isPaid } from "#app/membership/join-view.ts";
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
const CANNOT_CLOSE =
  "We could not reach the payment page you opened before, to close it. We have kept your answers. Try again in a few minutes.";

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
  const pass = () => {
    const joins = joinLimits(settings, context.visitor, answers.details.email);
    const pays = answers.dues.withoutPayment ? [] : checkoutLimits(settings, context.visitor);
    return passLimits(context, [...joins, ...pays], read.value[FORM_KEY]);
  };
  try {
    const before = await goOn(context, asked, answers.dues, pass);
    if (before) return seeOther(before, kept());
    await pass();
    const started = await startApplication(context, toJoin(answers, read.value[FORM_KEY]));
    await tellIfMember(context, started.applicationId);
    if (!started.checkoutId) {
      return seeOther(thanksAddress(context, "application", started.applicationId), kept());
    }
    asked = { applicationId: started.applicationId, checkoutId: started.checkoutId, current: true };
    return seeOther(await openDues(context, asked), kept());
  } catch (error) {
    if (error instanceof TooOften) return answerTooOften(context, error, body, form, { "Set-Cookie": kept() });
    if (error instanceof CheckoutOver) return fail(OPEN_TOO_LONG, 422);
    if (isRefusedEmail(error)) return fail(EMAIL_REFUSED, 422);
    if (!isStripeOutage(error)) throw error;
    context.log.warn({ requestId: context.requestId }, "Stripe was out of reach for dues");
    return fail(answers.dues.withoutPayment ? CANNOT_CLOSE : OUT_OF_REACH, 503);
  }
}

type Asked = NonNullable<JoinAnswers["asked"]>;

/**
 * Where an earlier press leads on to: Stripe's page again for the same answers, or the thank-you page once it is paid.
 * One whose answers changed is ended, so that two months are not paid for one; and so is one that was to be paid,
 * where nothing is to be paid any more; but only once `pass` has let in what is to come instead.
 */
async function goOn(
  site: Site,
  asked: Asked | undefined,
  { withoutPayment }: JoinDues,
  pass: () => Promise<void>,
): Promise<string | undefined> {
  const now = asked && (await findAsked(site.db, asked));
  if (!now) return undefined;
  if (isPaid(now)) return thanksAddress(site, "checkout", asked.checkoutId);
  const wanted = asked.current && !withoutPayment;
  if (wanted && canBeOpened(now, site.clock.now())) return openDues(site, asked);
  await pass();
  return endDues(site, asked);
}

/** Stripe's page for the dues. Throws `CheckoutOver` where there is none: it is ended then, and the next press starts anew. */
async function openDues(site: Site, asked: Asked): Promise<string> {
  try {
    return await openCheckout(site, asked.checkoutId, await askForDues(site, asked.applicationId));
  } catch (error) {
    const paid = error instanceof CheckoutOver ? await endDues(site, asked) : undefined;
    if (paid) return paid;
    throw error;
  }
}

/** Ends an earlier asking. Where it turns out to be paid, gives the address of its thank-you page. */
async function endDues(site: Site, asked: Asked): Promise<string | undefined> {
  await abandonCheckout(site, asked.checkoutId);
  const now = await findAsked(site.db, asked);
  return now && isPaid(now) ? thanksAddress(site, "checkout", asked.checkoutId) : undefined;
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
