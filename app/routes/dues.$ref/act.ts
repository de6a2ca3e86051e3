import type { AppLoadContext } from "@remix-run/node";
import { readBody } from "#app/forms/read-body.ts";
import { type Refused, readForm, refuse } from "#app/forms/read-form.ts";
import { refuseTooOften } from "#app/forms/too-often.ts";
import { reachedLimit } from "#app/limits/limits.ts";
import { promiseLimits } from "#app/limits/of-forms.ts";
import { duesPageForm } from "#app/membership/dues-forms.ts";
import { changeMembership, endingOf, type findDuesPage } from "#app/membership/dues-page.ts";
import { findInvoicePage } from "#app/payments/invoice.ts";
import { openCardPage } from "#app/payments/portal.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { duesPath } from "#app/references/addresses.ts";
import { settle } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findDuesPage>>>;
type Acted = { address: string } | { refused: Refused; status: 422 | 429 | 503; headers?: Record<string, string> };

/** Does what one of the page's buttons says, and gives the address to go to: the page again, or Stripe's. */
export async function act(site: AppLoadContext, request: Request, found: Found): Promise<Acted> {
  const { application, membership } = found;
  const body = await readBody(request);
  const form = duesPageForm(body);
  const read = await readForm(body, form);
  if (!read.ok) return { refused: read, status: 422 };
  const here = duesPath(site.settings.formSecret, application);
  if (!membership || membership.state === "cancelled" || membership.state === "duplicate") return { address: here };
  const { intent, instalment } = read.value;
  // nothing ever stands between a member and the end of it
  const limit =
    intent === "end" ? undefined : await reachedLimit(site, promiseLimits(site.settings, site.visitor, application.id));
  if (limit) return { ...refuseTooOften(limit, site.settings.party, body, form), status: 429 };
  try {
    if (intent === "pay") return { address: (await payPage(site, found, instalment)) ?? `${here}&done=nothing` };
    if (intent === "card") {
      const back = `${site.settings.siteUrl}${here}&done=card`;
      return { address: await openCardPage(site, membership.stripe_customer_id, back) };
    }
    const wish = intent === "keep" ? ({ kind: "keep" } as const) : endingOf(membership);
    const changed = await changeMembership(site, membership, wish);
    return { address: changed === "over" ? here : `${here}&done=${DONE[wish.kind]}` };
  } catch (fault) {
    if (!isStripeOutage(fault)) throw fault;
    const not = intent === "end" ? "It has not ended yet" : "Nothing has changed yet";
    const sentence = `${not}: Stripe cannot be reached. Try again in a few minutes, or call ${site.settings.party.phone}.`;
    return { refused: refuse({ form: sentence }, body, form), status: 503 };
  }
}

const DONE = { end: "ended", end_later: "ending", keep: "kept" } as const;

/** Stripe's page for what is open; undefined where it was paid meanwhile, which is then settled. */
async function payPage(site: Site, { missed }: Found, instalment: string | undefined): Promise<string | undefined> {
  const open = missed.find((one) => one.id === instalment);
  if (!open) return undefined;
  const page = await findInvoicePage(site, open.invoice_id);
  if (!page) await settle(site, { kind: "invoice", id: open.invoice_id });
  return page;
}
