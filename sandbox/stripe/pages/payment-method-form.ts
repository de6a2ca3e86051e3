import { createBacsDebit, createCard, type Payer } from "../payments/payment-methods.ts";
import { hasValidCheckDigit, testAccounts, testCards, testSortCode } from "../payments/test-instruments.ts";
import type { PaymentMethod } from "../wire.ts";
import type { World } from "../world.ts";
import { field, type Problems, type Values } from "./fields.ts";
import { type Html, html } from "./html.ts";

export type TypedMethod =
  | { type: "card"; number: string; month: number; year: number }
  | { type: "bacs_debit"; sortCode: string; accountNumber: string };

/** The part of a form that takes a card or a bank account. */
export function methodFields(types: readonly string[], values: Values, problems: Problems): Html {
  const both = types.includes("card") && types.includes("bacs_debit");
  const chosen = values.method ?? types[0];
  const radio = (value: string, label: string): Html => html`<div class="choice">
<input type="radio" id="method-${value}" name="method" value="${value}"${chosen === value ? html` checked` : ""}>
<label for="method-${value}">${label}</label></div>`;
  const shared = { values, problems };
  return html`<fieldset><legend>How to pay</legend>
${both ? [radio("card", "Card"), radio("bacs_debit", "Direct Debit (Bacs)")] : html`<input type="hidden" name="method" value="${types[0]}">`}
${
  types.includes("card")
    ? html`<div class="card-fields">
${field({ ...shared, name: "card_number", label: "Card number", autocomplete: "cc-number", numeric: true, hint: "Try 4242 4242 4242 4242", maxlength: 25 })}
${field({ ...shared, name: "card_expiry", label: "Expiry date", autocomplete: "cc-exp", hint: "Month and year, for example 04/31", short: true, maxlength: 7 })}
${field({ ...shared, name: "card_cvc", label: "Security code", autocomplete: "cc-csc", numeric: true, short: true, maxlength: 4 })}
</div>`
    : ""
}
${
  types.includes("bacs_debit")
    ? html`<div class="${both ? "bacs-fields" : ""}">
${field({ ...shared, name: "sort_code", label: "Sort code", autocomplete: "off", numeric: true, hint: "Try 10-88-00", short: true, maxlength: 8 })}
${field({ ...shared, name: "account_number", label: "Account number", autocomplete: "off", numeric: true, hint: "Try 00012345", short: true, maxlength: 10 })}
${problems.mandate ? html`<span class="problem" id="mandate-problem">${problems.mandate}</span>` : ""}
<div class="choice"><input type="checkbox" id="mandate" name="mandate" value="yes"${values.mandate ? html` checked` : ""}${problems.mandate ? html` aria-invalid="true" aria-describedby="mandate-problem"` : ""}>
<label for="mandate">I set up a Direct Debit from this account. I am the account holder and need no one else's signature. The Direct Debit Guarantee applies.</label></div>
</div>`
    : ""
}
</fieldset>`;
}

/** Reads a card or account; problems go into `problems` by field name. */
export function readMethod(
  world: World,
  types: readonly string[],
  values: Values,
  problems: Record<string, string>,
): TypedMethod | undefined {
  const type = types.includes(values.method ?? "") ? values.method : types[0];
  return type === "bacs_debit" ? readAccount(values, problems) : readCard(world, values, problems);
}

function readCard(world: World, values: Values, problems: Record<string, string>): TypedMethod | undefined {
  const number = (values.card_number ?? "").replace(/[\s-]/g, "");
  const expiry = /^\s*(\d{1,2})\s*[/\s-]?\s*(?:20)?(\d{2})\s*$/.exec(values.card_expiry ?? "");
  const [month, year] = [Number(expiry?.[1]), 2000 + Number(expiry?.[2])];
  const now = new Date(world.clock.milliseconds());
  if (number === "") problems.card_number = "Enter your card number";
  else if (!hasValidCheckDigit(number))
    problems.card_number = "Check your card number: it is not complete or has a wrong digit";
  if (!expiry || month < 1 || month > 12) problems.card_expiry = "Enter the expiry date as month and year, like 04/31";
  else if (year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1)
    problems.card_expiry = "This card's expiry date has passed";
  if (!/^\d{3,4}$/.test((values.card_cvc ?? "").trim()))
    problems.card_cvc = "Enter the 3 or 4 digits of the security code";
  return { type: "card", number, month, year };
}

function readAccount(values: Values, problems: Record<string, string>): TypedMethod | undefined {
  const sortCode = (values.sort_code ?? "").replace(/[\s-]/g, "");
  const accountNumber = (values.account_number ?? "").replace(/[\s-]/g, "");
  if (!/^\d{6}$/.test(sortCode)) problems.sort_code = "Enter the 6 digits of your sort code";
  else if (sortCode !== testSortCode) problems.sort_code = "The sandbox knows the sort code 10-88-00 only";
  if (!/^\d{8}$/.test(accountNumber)) problems.account_number = "Enter the 8 digits of your account number";
  else if (!testAccounts[accountNumber] || testAccounts[accountNumber].rejectedAtEntry)
    problems.account_number = "The bank does not know this account. Check the number, or use a card";
  if (!values.mandate) problems.mandate = "Tick the box to set up the Direct Debit";
  return { type: "bacs_debit", sortCode, accountNumber };
}

export function createMethod(world: World, typed: TypedMethod, payer: Payer): PaymentMethod {
  return typed.type === "card" ? createCard(world, typed, payer) : createBacsDebit(world, typed, payer);
}

/** The test numbers, for people who try things out. */
export function testNumbers(types: readonly string[]): Html {
  const spaced = (number: string): string => number.replace(/(\d{4})(?=\d)/g, "$1 ");
  return html`<details><summary>Test numbers that work here</summary>
${
  types.includes("card")
    ? html`<h2>Cards</h2><p>Any expiry date to come, any security code.</p>
<table><tbody>${Object.entries(testCards).map(([number, card]) => html`<tr><td><code>${spaced(number)}</code></td><td>${card.says}</td></tr>`)}</tbody></table>`
    : ""
}
${
  types.includes("bacs_debit")
    ? html`<h2>Bank accounts</h2><p>Sort code 10-88-00.</p>
<table><tbody>${Object.entries(testAccounts).map(([number, account]) => html`<tr><td><code>${number}</code></td><td>${account.says}</td></tr>`)}</tbody></table>`
    : ""
}
</details>`;
}
