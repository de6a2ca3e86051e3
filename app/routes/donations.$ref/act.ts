import type { AppLoadContext } from "@remix-run/node";
import { readBody } from "#app/forms/read-body.ts";
import { type Refused, readForm, refuse } from "#app/forms/read-form.ts";
import { refuseTooOften } from "#app/forms/too-often.ts";
import {
  type Changed,
  changeRecurringDonation,
  type findRecurringDonation,
  pauseRecurringDonation,
} from "#app/giving/recurring.ts";
import { recurringForm } from "#app/giving/recurring-forms.ts";
import { reachedLimit } from "#app/limits/limits.ts";
import { promiseLimits } from "#app/limits/of-forms.ts";
import type { Pence } from "#app/money/pence.ts";
import { findInvoicePage } from "#app/payments/invoice.ts";
import { openCardPage } from "#app/payments/portal.ts";
import { NeedsAPerson } from "#app/payments/promise-wish.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { recurringDonationPath } from "#app/references/addresses.ts";
import { settle } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";
import { findGivingRules } from "../donate._index/pay-gift.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findRecurringDonation>>>;
type Acted = { address: string } | { refused: Refused; status: 422 | 429 | 503; headers?: Record<string, string> };

/** Does what one of the page's buttons says, and gives the address to go to: the page again, or Stripe's. */
export async function act(site: AppLoadContext, request: Request, found: Found): Promise<Acted> {
  const { promise } = found;
  const { limits } = await findGivingRules(site);
  const body = await readBody(request);
  const form = recurringForm(body, { amount: promise.amount_pence, min: limits.min, phone: limits.phone });
  const read = await readForm(body, form);
  if (!read.ok) return { refused: read, status: 422 };
  const no = (sentence: string, status: 422 | 503 = 422): Acted => ({
    refused: refuse({ form: sentence }, body, form),
    status,
  });
  const here = recurringDonationPath(site.settings.formSecret, promise);
  // nothing ever stands between a giver and the end of it
  const limit =
    read.value.intent === "end"
      ? undefined
      : await reachedLimit(site, promiseLimits(site.settings, site.visitor, promise.id));
  if (limit) return { ...refuseTooOften(limit, site.settings.party, body, form), status: 429 };
  try {
    const { intent, instalment, months, amount } = read.value;
    if (intent === "pay") return { address: (await payPage(site, found, instalment)) ?? `${here}&done=nothing` };
    if (intent === "card") {
      if (!promise.stripe_customer_id || promise.state === "cancelled") return { address: here };
      return {
        address: await openCardPage(site, promise.stripe_customer_id, `${site.settings.siteUrl}${here}&done=card`),
      };
    }
    const changed = await carryOut(site, found, intent, months, amount);
    if (changed === "not now")
      return no(`It cannot be paused while a payment is open. Pay it first, or call ${limits.phone}.`);
    return { address: changed === "over" ? here : `${here}&done=${DONE[intent]}` };
  } catch (fault) {
    if (fault instanceof NeedsAPerson) return no(`Call ${limits.phone} to change the amount of this one.`);
    if (!isStripeOutage(fault)) throw fault;
    const not = read.value.intent === "end" ? "It has not ended yet" : "Nothing has changed yet";
    return no(`${not}: Stripe cannot be reached. Try again in a few minutes, or call ${limits.phone}.`, 503);
  }
}

const DONE = { end: "ended", keep: "kept", pause: "paused", resume: "resumed", lower: "lowered" } as const;

async function carryOut(
  site: Site,
  { promise }: Found,
  intent: keyof typeof DONE,
  months: "1" | "2" | "3" | undefined,
  amount: Pence | undefined,
): Promise<Changed> {
  switch (intent) {
    case "pause":
      return months ? pauseRecurringDonation(site, promise, months) : "not now";
    case "lower":
      if (!amount) throw new Error("a form without an amount was taken for one with it");
      return changeRecurringDonation(site, promise, { kind: "amount", pence: amount });
    default:
      return changeRecurringDonation(site, promise, { kind: intent });
  }
}

/** Stripe's page for what is open; undefined where it was paid meanwhile, which is then settled. */
async function payPage(site: Site, { missed }: Found, instalment: string | undefined): Promise<string | undefined> {
  const open = missed.find((one) => one.id === instalment);
  if (!open) return undefined;
  const page = await findInvoicePage(site, open.invoice_id);
  if (!page) await settle(site, { kind: "invoice", id: open.invoice_id });
  return page;
}
