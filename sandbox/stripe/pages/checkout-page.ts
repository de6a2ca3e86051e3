import type { ServerResponse } from "node:http";
import type { LineItem, Session } from "../wire.ts";
import type { World } from "../world.ts";
import { choiceList, countries, errorSummary, field, type Problems, type Values } from "./fields.ts";
import { type Html, html, money, type Sent, sendPage } from "./html.ts";
import { methodFields, testNumbers } from "./payment-method-form.ts";

/** The payment page: what is paid for, the questions, and one button. */
export function sendCheckout(
  world: World,
  res: ServerResponse,
  session: Session,
  values: Values,
  problems: Problems,
): Sent {
  const lines = world.store.get("checkout_record", session.id)?.lineItems ?? [];
  const free = session.mode !== "setup" && session.amount_total === 0;
  const shared = { values, problems };
  const note = session.custom_text.submit?.message;
  const status = Object.keys(problems).length > 0 ? 422 : 200;
  const body = html`
${errorSummary(problems)}
${lines.length > 0 ? summary(session, lines) : ""}
<form method="post" action="/pay/${session.id}" novalidate>
<fieldset><legend>Contact</legend>
${contact(world, session, shared)}
${session.phone_number_collection?.enabled ? field({ ...shared, name: "phone", label: "Telephone", type: "tel", autocomplete: "tel" }) : ""}
</fieldset>
${session.shipping_address_collection ? addressFields(session, "shipping", shared) : ""}
${session.shipping_options.length > 0 ? postage(world, session, shared) : ""}
${session.custom_fields.length > 0 ? customFields(session, shared) : ""}
${free ? "" : methodFields(session.payment_method_types, values, problems)}
${free ? "" : field({ ...shared, name: "name", label: "Name on the card or account", autocomplete: "cc-name" })}
${session.billing_address_collection === "required" ? billing(session, shared) : ""}
${note ? html`<p>${note}</p>` : ""}
<button class="pay">${buttonText(session)}</button>
</form>
${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back</a></p>` : ""}
${testNumbers(session.payment_method_types)}`;
  return sendPage(res, status, titleOf(session), body);
}

type Shared = { values: Values; problems: Problems };

function titleOf(session: Session): string {
  if (session.mode === "setup") return "Save a way to pay";
  if (session.submit_type === "donate") return "Donate";
  return session.mode === "subscription" ? "Subscribe" : "Pay";
}

function buttonText(session: Session): Html | string {
  if (session.mode === "setup") return "Save";
  const word = { donate: "Donate", book: "Book", subscribe: "Subscribe" }[session.submit_type as string];
  if (session.mode === "subscription" && (word === undefined || word === "Subscribe")) return "Subscribe";
  return html`${word ?? "Pay"} ${sums(session, (postage) => (session.amount_subtotal ?? 0) + postage)}`;
}

/** A sum for each postage on offer; the stylesheet shows the one of the postage that is chosen. */
function sums(session: Session, sumWith: (postagePence: number) => number): Html | string {
  const options = session.shipping_options;
  if (options.length === 0) return money(sumWith(0));
  return html`${options.map(
    (option, at) => html`<span class="with-rate rate-${at}">${money(sumWith(option.shipping_amount))}</span>`,
  )}`;
}

function summary(session: Session, lines: LineItem[]): Html {
  const rhythm = lines.map((line) => line.price?.recurring).find(Boolean);
  return html`<table>
<caption class="hint">What you pay for</caption>
<tbody>${lines.map((line) => {
    const price = line.price;
    const each = price?.unit_amount ?? 0;
    return html`<tr><td>${line.description}${(line.quantity ?? 1) > 1 ? html`<span class="hint">${line.quantity} × ${money(each)}</span>` : ""}</td>
<td class="sum">${money(line.amount_total)}</td></tr>`;
  })}
${session.shipping_options.length === 0 ? "" : html`<tr><td>Postage</td><td class="sum">${sums(session, (postage) => postage)}</td></tr>`}
</tbody>
<tfoot><tr><th scope="row">Total${rhythm ? html` <span class="hint">${every(rhythm.interval, rhythm.interval_count)}</span>` : ""}</th>
<td class="sum">${sums(session, (postage) => (session.amount_subtotal ?? 0) + postage)}</td></tr></tfoot>
</table>`;
}

function every(interval: string, count: number): string {
  return count === 1 ? `every ${interval}` : `every ${count} ${interval}s`;
}

function contact(world: World, session: Session, shared: Shared): Html {
  const fixed = session.customer_email ?? world.store.get("customer", session.customer ?? "")?.email;
  if (fixed) return html`<p><span class="hint">Email</span> ${fixed}</p>`;
  return field({ ...shared, name: "email", label: "Email", type: "email", autocomplete: "email" });
}

function addressFields(session: Session, kind: "shipping" | "billing", { values, problems }: Shared): Html {
  const codes =
    kind === "shipping"
      ? (session.shipping_address_collection?.allowed_countries as string[])
      : ["GB", "IE", "FR", "DE", "US"];
  const shared = { values: { [`${kind}_country`]: "GB", ...values }, problems };
  const complete = (token: string): string => `${kind} ${token}`;
  return html`<fieldset><legend>${kind === "shipping" ? "Where to send it" : "Billing address"}</legend>
${kind === "shipping" ? field({ ...shared, name: "shipping_name", label: "Full name", autocomplete: complete("name") }) : ""}
${field({ ...shared, name: `${kind}_line1`, label: "Address line 1", autocomplete: complete("address-line1") })}
${field({ ...shared, name: `${kind}_line2`, label: "Address line 2", optional: true, autocomplete: complete("address-line2") })}
${field({ ...shared, name: `${kind}_city`, label: "Town or city", autocomplete: complete("address-level2") })}
${field({ ...shared, name: `${kind}_postal_code`, label: "Postcode", short: true, autocomplete: complete("postal-code") })}
${choiceList({ ...shared, name: `${kind}_country`, label: "Country", autocomplete: complete("country"), choices: countries(codes) })}
</fieldset>`;
}

function billing(session: Session, shared: Shared): Html {
  if (!session.shipping_address_collection) return addressFields(session, "billing", shared);
  const same = Object.keys(shared.values).length === 0 || shared.values.billing_same;
  return html`<div class="choice"><input type="checkbox" id="billing_same" name="billing_same" value="yes"${same ? html` checked` : ""}>
<label for="billing_same">The billing address is the same</label></div>
<details${same ? "" : html` open`}><summary>Another billing address</summary>${addressFields(session, "billing", shared)}</details>`;
}

function postage(world: World, session: Session, { values, problems }: Shared): Html {
  const chosen = values.shipping_rate ?? session.shipping_options[0]?.shipping_rate;
  return html`<fieldset id="shipping_rate"><legend>Postage</legend>
${problems.shipping_rate ? html`<span class="problem">${problems.shipping_rate}</span>` : ""}
${session.shipping_options.map((option, at) => {
  const name = world.store.get("shipping_rate", option.shipping_rate)?.display_name ?? "Postage";
  return html`<div class="choice"><input type="radio" id="rate-${at}" name="shipping_rate" value="${option.shipping_rate}"${chosen === option.shipping_rate ? html` checked` : ""}>
<label for="rate-${at}">${name}: ${money(option.shipping_amount)}<span class="hint">Total with this: ${money((session.amount_subtotal ?? 0) + option.shipping_amount)}</span></label></div>`;
})}
</fieldset>`;
}

function customFields(session: Session, shared: Shared): Html {
  return html`<fieldset><legend>Questions</legend>${session.custom_fields.map((item) => {
    const options = {
      ...shared,
      name: `custom_${item.key}`,
      label: item.label.custom ?? item.key,
      optional: item.optional,
    };
    if (!item.dropdown) return field({ ...options, numeric: item.type === "numeric" });
    return choiceList({ ...options, choices: [{ value: "", label: "Choose" }, ...item.dropdown.options] });
  })}</fieldset>`;
}

/** The bank's own question, as hosted Checkout shows it in between. */
export function sendAuthentication(res: ServerResponse, session: Session): Sent {
  return sendPage(
    res,
    200,
    "Confirm with your bank",
    html`<p>Your bank asks you to confirm ${session.amount_total ? html`a payment of <strong>${money(session.amount_total)}</strong>` : "this card"}. In the sandbox you decide what it says.</p>
<form method="post" action="/pay/${session.id}/authenticate" class="row">
<button name="decision" value="approve">Approve</button>
<button class="plain" name="decision" value="fail">Fail</button>
</form>`,
  );
}

export function sendExpired(res: ServerResponse, session: Session): Sent {
  return sendPage(
    res,
    410,
    "This payment page has expired",
    html`<p>Nothing was paid. Go back and start again.</p>
${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back</a></p>` : ""}`,
  );
}

export function sendMissing(res: ServerResponse, what: string): Sent {
  return sendPage(res, 404, "Not found", html`<p>The sandbox knows no ${what} at this address.</p>`);
}
