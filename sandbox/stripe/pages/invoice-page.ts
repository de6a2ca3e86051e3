import type { IncomingMessage, ServerResponse } from "node:http";
import { collectInvoice } from "../billing/collection.ts";
import { methodFor, paymentOf } from "../billing/invoices.ts";
import { chargeAllTo } from "../billing/saved-method.ts";
import { failAuthentication } from "../payments/intents.ts";
import { attachMethod } from "../payments/payment-methods.ts";
import type { Invoice, PaymentMethod } from "../wire.ts";
import type { World } from "../world.ts";
import { sendMissing } from "./checkout-page.ts";
import { readValues } from "./checkout-routes.ts";
import { errorSummary, field, type Problems, type Values } from "./fields.ts";
import { date, html, money, redirect, type Sent, sendPage } from "./html.ts";
import { createMethod, methodFields, readMethod, testNumbers } from "./payment-method-form.ts";

const methodTypes = ["card", "bacs_debit"];
const unsure = "We could not check that this card is yours. Try again, or use a different card.";

/** The hosted invoice: what it is for, and a form while it is open. */
export async function handleInvoicePage(
  world: World,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<Sent> {
  const [, , id = "", step = ""] = path.split("/");
  const values = req.method === "POST" ? await readValues(req) : {};
  const invoice = world.store.get("invoice", id);
  if (!invoice || invoice.status === "draft" || !["", "authenticate"].includes(step))
    return sendMissing(res, "invoice");
  const payable = invoice.status === "open" && paymentOf(world, invoice)?.intent.status !== "processing";
  if (step === "authenticate")
    return payable ? authenticate(world, req, res, invoice, values) : redirect(res, `/invoice/${id}`);
  if (req.method !== "POST" || !payable) return sendInvoice(world, res, invoice, {}, {});
  return pay(world, res, invoice, values);
}

function pay(world: World, res: ServerResponse, invoice: Invoice, values: Values): Sent {
  const problems: Record<string, string> = {};
  const saved = values.method === "saved" ? methodFor(world, invoice) : undefined;
  const typed = saved ? undefined : readMethod(world, methodTypes, values, problems);
  const name = (values.name ?? "").trim();
  if (!saved && !name) problems.name = "Enter the name on the card or account";
  if (Object.keys(problems).length > 0) return sendInvoice(world, res, invoice, values, problems);
  const payer = { name, email: invoice.customer_email, phone: null, address: invoice.customer_address };
  const method = saved ?? (typed ? createMethod(world, typed, payer) : undefined);
  return method ? attempt(world, res, invoice, method, values, false) : sendInvoice(world, res, invoice, values, {});
}

function attempt(
  world: World,
  res: ServerResponse,
  invoice: Invoice,
  method: PaymentMethod,
  values: Values,
  authenticated: boolean,
): Sent {
  const customer = world.store.get("customer", invoice.customer ?? "");
  const result = collectInvoice(world, invoice, { present: true, authenticated, method });
  if (customer && (result.outcome === "succeeded" || result.outcome === "processing")) {
    attachMethod(world, method, customer.id);
    chargeAllTo(world, customer, method);
  }
  world.store.commit();
  if (result.outcome === "failed")
    return sendInvoice(world, res, invoice, values, {
      [method.card ? "card_number" : "account_number"]: result.decline.message,
    });
  return redirect(res, `/invoice/${invoice.id}${result.outcome === "needs_action" ? "/authenticate" : ""}`);
}

function authenticate(world: World, req: IncomingMessage, res: ServerResponse, invoice: Invoice, values: Values): Sent {
  const intent = paymentOf(world, invoice)?.intent;
  const method = world.store.get("payment_method", intent?.payment_method ?? "");
  if (!intent || !method) return redirect(res, `/invoice/${invoice.id}`);
  if (req.method === "POST" && values.decision === "approve") return attempt(world, res, invoice, method, {}, true);
  if (req.method === "POST") {
    failAuthentication(world, intent);
    world.store.commit();
    return sendInvoice(world, res, invoice, {}, { card_number: unsure });
  }
  return sendPage(
    res,
    200,
    "Confirm with your bank",
    html`<p>Your bank asks you to confirm a payment of <strong>${money(invoice.amount_due)}</strong>. In the sandbox you decide what it says.</p>
<form method="post" action="/invoice/${invoice.id}/authenticate" class="row">
<button name="decision" value="approve">Approve</button> <button class="plain" name="decision" value="fail">Fail</button>
</form>`,
  );
}

function sendInvoice(world: World, res: ServerResponse, invoice: Invoice, values: Values, problems: Problems): Sent {
  const processing = paymentOf(world, invoice)?.intent.status === "processing";
  const saved = methodFor(world, invoice);
  const state =
    { paid: "Paid. Thank you.", void: "This invoice is void.", uncollectible: "This invoice is closed." }[
      invoice.status as string
    ] ?? (processing ? "A Direct Debit for this invoice is on its way." : "This invoice is not yet paid.");
  const form = html`${
    saved
      ? html`<form method="post" action="/invoice/${invoice.id}"><input type="hidden" name="method" value="saved">
<button class="pay">Pay ${money(invoice.amount_due)} with ${saved.card ? `the card ending ${saved.card.last4}` : `the account ending ${saved.bacs_debit?.last4 ?? ""}`}</button></form>`
      : ""
  }
<form method="post" action="/invoice/${invoice.id}" novalidate>
${methodFields(methodTypes, values, problems)}
${field({ values, problems, name: "name", label: "Name on the card or account", autocomplete: "cc-name" })}
<button class="pay">Pay ${money(invoice.amount_due)}</button>
</form>${testNumbers(methodTypes)}`;
  const body = html`${errorSummary(problems)}
<p><strong>${state}</strong></p>
<p class="quiet">${date(invoice.created)}${invoice.customer_email ? ` · ${invoice.customer_email}` : ""}</p>
<table><tbody>${invoice.lines.data.map((line) => html`<tr><td>${line.description}<span class="hint">${date(line.period.start)} to ${date(line.period.end)}</span></td><td class="sum">${money(line.amount)}</td></tr>`)}</tbody>
<tfoot><tr><th scope="row">Total</th><td class="sum">${money(invoice.total)}</td></tr></tfoot></table>
${invoice.status === "open" && !processing ? form : ""}`;
  return sendPage(res, Object.keys(problems).length > 0 ? 422 : 200, `Invoice ${invoice.number ?? ""}`, body);
}
