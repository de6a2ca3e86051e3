import type { IncomingMessage, ServerResponse } from "node:http";
import { isRunning } from "../billing/collection.ts";
import { saveMethod } from "../billing/saved-method.ts";
import { updateSubscription } from "../billing/subscription-changes.ts";
import { periodEnd } from "../billing/subscriptions.ts";
import type { Customer, Invoice, PaymentMethod, PortalSession, Subscription } from "../wire.ts";
import type { World } from "../world.ts";
import { sendMissing } from "./checkout-page.ts";
import { readValues } from "./checkout-routes.ts";
import { errorSummary, field, type Problems, type Values } from "./fields.ts";
import { date, type Html, html, money, redirect, type Sent, sendPage } from "./html.ts";
import { createMethod, methodFields, readMethod, testNumbers } from "./payment-method-form.ts";

const methodTypes = ["card", "bacs_debit"];
const lifeSeconds = 3600;

type Visit = { world: World; res: ServerResponse; session: PortalSession; customer: Customer };

/** The customer's own page: /portal/<session> and its steps. */
export async function handlePortal(
  world: World,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<Sent> {
  const [, , id = "", step = "", subject = ""] = path.split("/");
  const values = req.method === "POST" ? await readValues(req) : {};
  const session = world.store.get("billing_portal.session", id);
  const customer = world.store.get("customer", session?.customer ?? "");
  if (!session || !customer) return sendMissing(res, "customer page");
  if (session.created + lifeSeconds < world.clock.seconds()) return sendOver(res, session);
  const visit = { world, res, session, customer };
  const posted = req.method === "POST";
  if (step === "") return session.flow && !posted ? sendFlow(visit) : sendHome(visit);
  if (step === "home") return sendHome(visit);
  if (step === "payment-method") return posted ? changeMethod(visit, values) : sendMethodForm(visit, {}, {});
  if (step === "authenticate") return authenticate(visit, subject, posted ? values.decision : undefined);
  const subscription = world.store.get("subscription", subject);
  if (!subscription || subscription.customer !== customer.id) return sendMissing(res, "subscription");
  if (step === "cancel") return posted ? cancel(visit, subscription) : sendCancel(visit, subscription);
  if (step === "keep" && posted) return keep(visit, subscription);
  return sendMissing(res, "page");
}

function sendFlow(visit: Visit): Sent {
  const { world, session, res } = visit;
  const subscription = world.store.get("subscription", session.flow?.subscription_cancel?.subscription ?? "");
  if (session.flow?.type === "payment_method_update") return sendMethodForm(visit, {}, {});
  if (subscription) return sendCancel(visit, subscription);
  return sendMissing(res, "page");
}

function sendOver(res: ServerResponse, session: PortalSession): Sent {
  const back = session.return_url ? html`<p><a href="${session.return_url}">Back</a></p>` : "";
  return sendPage(res, 410, "This link has expired", html`<p>Go back and open it again.</p>${back}`);
}

/** After a flow: where the caller asked for, otherwise the portal's first page. */
function finish({ session, res }: Visit): Sent {
  const after = session.flow?.after_completion;
  return redirect(
    res,
    after?.type === "redirect" && after.redirect ? after.redirect.return_url : `/portal/${session.id}/home`,
  );
}

function backLink(session: PortalSession): Html | string {
  return session.return_url ? html`<p><a href="${session.return_url}">Return to the site</a></p>` : "";
}

function sendHome({ world, res, session, customer }: Visit): Sent {
  const subscriptions = world.store.table("subscription").under("customer", customer.id).reverse();
  const invoices = world.store.table("invoice").under("customer", customer.id).reverse().slice(0, 24);
  const method = world.store.get("payment_method", defaultMethod(customer, subscriptions) ?? "");
  const body = html`
${backLink(session)}
<h2>Subscriptions</h2>
${subscriptions.length === 0 ? html`<p>None.</p>` : subscriptions.map((row) => subscriptionView(world, session, row))}
<h2>How you pay</h2>
<p>${method ? describe(method) : "Nothing is saved."}</p>
<p><a href="/portal/${session.id}/payment-method">Use another card or account</a></p>
<h2>Invoices</h2>
${invoices.length === 0 ? html`<p>None yet.</p>` : invoiceTable(invoices)}`;
  return sendPage(res, 200, "Your payments", body);
}

function defaultMethod(customer: Customer, subscriptions: Subscription[]): string | null {
  const running = subscriptions.find((row) => isRunning(row) && row.default_payment_method);
  return running?.default_payment_method ?? customer.invoice_settings.default_payment_method;
}

function describe(method: PaymentMethod): string {
  if (method.card)
    return `${method.card.brand[0]?.toUpperCase()}${method.card.brand.slice(1)} card ending ${method.card.last4}, expires ${method.card.exp_month}/${method.card.exp_year}`;
  return `Direct Debit from the account ending ${method.bacs_debit?.last4 ?? ""}`;
}

function subscriptionView(world: World, session: PortalSession, row: Subscription): Html {
  const ending = row.cancel_at !== null && isRunning(row);
  const sums = row.items.data.map((item) => {
    const price = item.price;
    const name = world.store.get("product", price.product)?.name ?? "Subscription";
    return `${name}: ${money((price.unit_amount ?? 0) * (item.quantity ?? 1))} a ${price.recurring?.interval ?? "month"}`;
  });
  return html`<p><strong>${sums.join(", ")}</strong><br>
${ending ? `Ends on ${date(row.cancel_at ?? 0)}.` : isRunning(row) ? `${words[row.status] ?? row.status}. Next payment on ${date(periodEnd(row))}.` : (words[row.status] ?? row.status)}</p>
${isRunning(row) && !ending ? html`<p><a href="/portal/${session.id}/cancel/${row.id}">Cancel this subscription</a></p>` : ""}
${ending ? html`<form method="post" action="/portal/${session.id}/keep/${row.id}"><button class="plain">Do not cancel</button></form>` : ""}`;
}

const words: Readonly<Record<string, string>> = {
  active: "Active",
  past_due: "A payment has failed",
  unpaid: "Unpaid",
  paused: "Paused",
  canceled: "Ended",
  incomplete: "Not yet paid",
  incomplete_expired: "Never paid",
};

function invoiceTable(invoices: Invoice[]): Html {
  return html`<table><thead><tr><th scope="col">Date</th><th scope="col">Invoice</th><th scope="col" class="sum">Sum</th></tr></thead>
<tbody>${invoices.map(
    (row) => html`<tr><td>${date(row.created)}</td>
<td>${row.hosted_invoice_url ? html`<a href="/invoice/${row.id}">${row.number}</a>` : "Draft"} <span class="hint">${row.status}</span></td>
<td class="sum">${money(row.total)}</td></tr>`,
  )}</tbody></table>`;
}

function sendCancel({ res, session }: Visit, subscription: Subscription): Sent {
  const end = periodEnd(subscription);
  return sendPage(
    res,
    200,
    "Cancel this subscription?",
    html`<p>It stays active until ${date(end)}. After that nothing more is taken.</p>
<form method="post" action="/portal/${session.id}/cancel/${subscription.id}" class="row">
<button>Cancel the subscription</button> <a href="/portal/${session.id}/home">Keep it</a>
</form>${backLink(session)}`,
  );
}

/** In flexible billing mode a cancellation is a date; in classic mode a flag. */
function cancel(visit: Visit, subscription: Subscription): Sent {
  const { world } = visit;
  const flexible = subscription.billing_mode.type === "flexible";
  if (isRunning(subscription) && subscription.cancel_at === null)
    updateSubscription(
      world,
      subscription,
      flexible ? { cancel_at: periodEnd(subscription) } : { cancel_at_period_end: true },
    );
  world.store.commit();
  return finish(visit);
}

function keep(visit: Visit, subscription: Subscription): Sent {
  const { world } = visit;
  if (isRunning(subscription)) updateSubscription(world, subscription, { cancel_at: "" });
  world.store.commit();
  return redirect(visit.res, `/portal/${visit.session.id}/home`);
}

function sendMethodForm({ res, session }: Visit, values: Values, problems: Problems): Sent {
  const body = html`${errorSummary(problems)}
<form method="post" action="/portal/${session.id}/payment-method" novalidate>
${methodFields(methodTypes, values, problems)}
${field({ values, problems, name: "name", label: "Name on the card or account", autocomplete: "cc-name" })}
<button class="pay">Save</button>
</form>
<p><a href="/portal/${session.id}/home">Your payments</a></p>
${backLink(session)}
${testNumbers(methodTypes)}`;
  return sendPage(res, Object.keys(problems).length > 0 ? 422 : 200, "Use another card or account", body);
}

function changeMethod(visit: Visit, values: Values): Sent {
  const { world, customer } = visit;
  const problems: Record<string, string> = {};
  const typed = readMethod(world, methodTypes, values, problems);
  const name = (values.name ?? "").trim();
  if (!name) problems.name = "Enter the name on the card or account";
  if (!typed || Object.keys(problems).length > 0) return sendMethodForm(visit, values, problems);
  const payer = { name, email: customer.email, phone: null, address: customer.address ?? null };
  const method = createMethod(world, typed, payer);
  const saved = saveMethod(world, customer, method);
  world.store.commit();
  if (saved.outcome === "saved") return finish(visit);
  if (saved.outcome === "declined") return sendMethodForm(visit, values, { card_number: saved.decline.message });
  return redirect(visit.res, `/portal/${visit.session.id}/authenticate/${method.id}`);
}

function authenticate(visit: Visit, methodId: string, decision: string | undefined): Sent {
  const { world, res, session, customer } = visit;
  const method = world.store.get("payment_method", methodId);
  if (!method || (method.customer && method.customer !== customer.id)) return sendMissing(res, "card");
  if (decision === undefined)
    return sendPage(
      res,
      200,
      "Confirm with your bank",
      html`<p>Your bank asks you to confirm this card. In the sandbox you decide what it says.</p>
<form method="post" action="/portal/${session.id}/authenticate/${method.id}" class="row">
<button name="decision" value="approve">Approve</button> <button class="plain" name="decision" value="fail">Fail</button>
</form>`,
    );
  if (decision !== "approve")
    return sendMethodForm(
      visit,
      {},
      { card_number: "We could not check that this card is yours. Try again, or use a different card." },
    );
  saveMethod(world, customer, method, { authenticated: true });
  world.store.commit();
  return finish(visit);
}
