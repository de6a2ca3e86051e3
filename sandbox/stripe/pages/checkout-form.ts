import type { CheckoutAnswers } from "../store/records.ts";
import type { Address, Session } from "../wire.ts";
import type { World } from "../world.ts";
import type { Values } from "./fields.ts";
import { createMethod, readMethod } from "./payment-method-form.ts";

/** Reads the payment page's form. Either every answer is good, or `problems` says what is not, by field name. */
export function readCheckout(
  world: World,
  session: Session,
  values: Values,
): { answers: CheckoutAnswers } | { problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const customer = world.store.get("customer", session.customer ?? "");
  const email = session.customer_email ?? customer?.email ?? text(values, "email");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) problems.email = "Enter an email address, like name@example.org";
  const phone = text(values, "phone");
  if (session.phone_number_collection?.enabled && !/^[+\d][\d\s()-]{6,}$/.test(phone))
    problems.phone = "Enter a telephone number";
  const collects = session.shipping_address_collection !== null;
  if (collects && !text(values, "shipping_name")) problems.shipping_name = "Enter the name the parcel is for";
  const shipping = collects ? readAddress(session, values, "shipping", problems) : null;
  const rates = session.shipping_options.map((option) => option.shipping_rate);
  const rate = text(values, "shipping_rate") || null;
  if (rate && !rates.includes(rate)) problems.shipping_rate = "Choose how it should be sent";
  const customFields = readCustomFields(session, values, problems);
  const free = session.mode !== "setup" && session.amount_total === 0;
  const method = free ? undefined : readMethod(world, session.payment_method_types, values, problems);
  const name = text(values, "name");
  if (!free && !name) problems.name = "Enter the name on the card or account";
  const needsBilling = session.billing_address_collection === "required" && !(shipping && values.billing_same);
  const billing = needsBilling ? readAddress(session, values, "billing", problems) : null;
  if (Object.keys(problems).length > 0) return { problems };
  const address = billing ?? shipping ?? { ...emptyAddress, country: "GB" };
  const payer = { name, email, phone: phone || null, address };
  return {
    answers: {
      email,
      name,
      phone: phone || null,
      billing: address,
      shipping: shipping ? { name: text(values, "shipping_name"), address: shipping } : null,
      shippingRate: rate,
      paymentMethod: method ? createMethod(world, method, payer).id : "",
      customFields,
    },
  };
}

const emptyAddress: Address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

function text(values: Values, name: string): string {
  return (values[name] ?? "").trim().slice(0, 500);
}

function readAddress(
  session: Session,
  values: Values,
  kind: "shipping" | "billing",
  problems: Record<string, string>,
): Address {
  const country = text(values, `${kind}_country`) || "GB";
  const allowed = session.shipping_address_collection?.allowed_countries as string[] | undefined;
  if (kind === "shipping" && allowed && !allowed.includes(country))
    problems.shipping_country = "We cannot send to this country";
  if (!text(values, `${kind}_line1`)) problems[`${kind}_line1`] = "Enter the first line of the address";
  if (!text(values, `${kind}_city`)) problems[`${kind}_city`] = "Enter the town or city";
  if (!text(values, `${kind}_postal_code`)) problems[`${kind}_postal_code`] = "Enter the postcode";
  return {
    city: text(values, `${kind}_city`) || null,
    country,
    line1: text(values, `${kind}_line1`) || null,
    line2: text(values, `${kind}_line2`) || null,
    postal_code: text(values, `${kind}_postal_code`) || null,
    state: null,
  };
}

function readCustomFields(session: Session, values: Values, problems: Record<string, string>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const field of session.custom_fields) {
    const name = `custom_${field.key}`;
    const value = text(values, name);
    const bounds = field.text ?? field.numeric;
    if (!value && !field.optional) problems[name] = `Answer "${field.label.custom}"`;
    else if (value && field.type === "numeric" && !/^\d+$/.test(value)) problems[name] = "Use digits only";
    else if (value && field.dropdown && !field.dropdown.options.some((option) => option.value === value))
      problems[name] = "Choose one of the answers";
    else if (value && bounds?.maximum_length && value.length > bounds.maximum_length)
      problems[name] = `Use at most ${bounds.maximum_length} characters`;
    else if (value && bounds?.minimum_length && value.length < bounds.minimum_length)
      problems[name] = `Use at least ${bounds.minimum_length} characters`;
    if (value) result[field.key] = value;
  }
  return result;
}
