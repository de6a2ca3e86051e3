import { z } from "zod";
import { isRowId } from "#app/references/row-id.ts";
import { pagesOf } from "./pages.ts";
import type { Payments } from "./payments.ts";
import { readSubscription, type SeenSubscription } from "./subscription.ts";

const Ours = z.object({ metadata: z.record(z.string(), z.string()) });

/** Every subscription of ours, ended ones too, newest first, a page at a time. Anybody else's are left out unread. */
export async function* listSubscriptions(p: Payments): AsyncGenerator<SeenSubscription[]> {
  const askedAt = p.clock.now();
  for await (const page of pagesOf((turn) => p.stripe.subscriptions.list({ status: "all", ...turn })))
    yield page.filter((raw) => isRowId(Ours.parse(raw).metadata.checkout)).map((raw) => readSubscription(raw, askedAt));
}

/** The ids of invoices that wait for their money: those of monthly promises that did not go through are among them. */
export async function* listOpenInvoices(p: Payments): AsyncGenerator<string[]> {
  for await (const page of pagesOf((turn) => p.stripe.invoices.list({ status: "open", ...turn })))
    yield page.flatMap((invoice) =>
      isRowId(invoice.parent?.subscription_details?.metadata?.checkout) ? [invoice.id] : [],
    );
}
