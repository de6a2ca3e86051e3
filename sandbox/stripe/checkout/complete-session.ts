import { oneTimeLine, periodLine } from "../billing/invoice-lines.ts";
import { buildInvoice, finalizeInvoice, markInvoicePaid, openDraft } from "../billing/invoices.ts";
import { buildSubscription, planRenewal } from "../billing/subscriptions.ts";
import { change } from "../objects/changes.ts";
import { createCustomer } from "../objects/customers.ts";
import { settleCharge } from "../payments/charges.ts";
import { type Attempt, attemptPayment, createIntent, failAuthentication } from "../payments/intents.ts";
import { attachMethod } from "../payments/payment-methods.ts";
import { failSetup, finishSetup } from "../payments/setup-intents.ts";
import { cardBehaviour } from "../payments/test-instruments.ts";
import type { CheckoutAnswers, CheckoutRecord } from "../store/records.ts";
import type { PaymentIntent, PaymentMethod, Session, Subscription } from "../wire.ts";
import type { World } from "../world.ts";
import { setAmounts } from "./sessions.ts";

/** What came of pressing Pay. */
export type Submission =
  | { outcome: "complete" }
  | { outcome: "needs_action" }
  | { outcome: "declined"; code: string; message: string };

/** Runs one attempt to pay an open session, with answers already checked. `authenticated`: 3-D Secure was passed. */
export function submitSession(
  world: World,
  session: Session,
  answers: CheckoutAnswers,
  how: { authenticated?: boolean } = {},
): Submission {
  if (session.status !== "open") return { outcome: "complete" };
  const record = world.store.get("checkout_record", session.id);
  const method = world.store.get("payment_method", answers.paymentMethod);
  if (!record) throw new Error(`The session ${session.id} has no record`);
  chooseShipping(session, answers);
  if (session.mode !== "setup" && session.amount_total === 0) return completeForFree(world, session, answers);
  if (!method) throw new Error(`The payment method ${answers.paymentMethod} is gone`);
  const customer = customerFor(world, session, record, answers);
  if (session.mode === "setup") return submitSetup(world, session, record, answers, method, customer, how);
  const intent = intentFor(world, session, record, customer, answers);
  const attempt = attemptPayment(world, intent, method, { present: true, ...how });
  return conclude(world, session, record, answers, intent, method, attempt);
}

/** The payer failed or refused 3-D Secure: back to the form. */
export function failSessionAuthentication(world: World, session: Session): Submission {
  const record = world.store.get("checkout_record", session.id);
  if (!record?.pending || session.status !== "open") return { outcome: "complete" };
  const message = "We could not check that this card is yours. Try again, or use a different card.";
  const method = world.store.get("payment_method", record.pending.paymentMethod);
  record.pending = null;
  world.store.put("checkout_record", record);
  const intent = world.store.get("payment_intent", record.payment_intent ?? "");
  const setup = world.store.get("setup_intent", session.setup_intent ?? "");
  if (intent) failAuthentication(world, intent);
  else if (setup && method) failSetup(world, setup, method, { code: "setup_intent_authentication_failure", message });
  return { outcome: "declined", code: "authentication_failure", message };
}

function conclude(
  world: World,
  session: Session,
  record: CheckoutRecord,
  answers: CheckoutAnswers,
  intent: PaymentIntent,
  method: PaymentMethod,
  attempt: Attempt,
): Submission {
  if (attempt.outcome === "failed")
    return { outcome: "declined", code: attempt.decline.code, message: attempt.decline.message };
  if (attempt.outcome === "needs_action") {
    record.pending = answers;
    world.store.put("checkout_record", record);
    return { outcome: "needs_action" };
  }
  record.pending = null;
  world.store.put("checkout_record", record);
  const paid = attempt.outcome === "succeeded";
  if (session.mode === "subscription") startSubscription(world, session, record, intent, method, paid);
  else if (intent.customer && intent.setup_future_usage) attachMethod(world, method, intent.customer);
  completeSession(world, session, answers, paid ? "paid" : "unpaid");
  if (paid) settleCharge(world, intent.latest_charge);
  return { outcome: "complete" };
}

function completeForFree(world: World, session: Session, answers: CheckoutAnswers): Submission {
  completeSession(world, session, answers, "no_payment_required");
  return { outcome: "complete" };
}

function submitSetup(
  world: World,
  session: Session,
  record: CheckoutRecord,
  answers: CheckoutAnswers,
  method: PaymentMethod,
  customer: string | null,
  how: { authenticated?: boolean },
): Submission {
  const setup = world.store.get("setup_intent", session.setup_intent ?? "");
  if (!setup) throw new Error(`The session ${session.id} has no setup intent`);
  const instrument = world.store.get("instrument", method.id);
  const behaviour = instrument?.kind === "card" ? cardBehaviour(instrument.number) : undefined;
  if (behaviour?.threeDSecure && !how.authenticated) {
    record.pending = answers;
    world.store.put("checkout_record", record);
    setup.status = "requires_action";
    world.store.put("setup_intent", setup);
    world.emit("setup_intent.requires_action", setup);
    return { outcome: "needs_action" };
  }
  record.pending = null;
  world.store.put("checkout_record", record);
  if (behaviour?.decline && !behaviour.failsWhenCharged) {
    failSetup(world, setup, method, behaviour.decline);
    return { outcome: "declined", code: behaviour.decline.code, message: behaviour.decline.message };
  }
  if (customer) attachMethod(world, method, customer);
  finishSetup(world, setup, method, customer);
  completeSession(world, session, answers, "no_payment_required");
  return { outcome: "complete" };
}

function chooseShipping(session: Session, answers: CheckoutAnswers): void {
  if (session.mode !== "payment" || session.shipping_options.length === 0) return;
  const chosen = session.shipping_options.find((option) => option.shipping_rate === answers.shippingRate);
  setAmounts(session, session.amount_subtotal ?? 0, chosen ?? session.shipping_options[0]);
}

/** Guests stay guests unless the session asked for a customer, or needs one to bill later. */
function customerFor(world: World, session: Session, record: CheckoutRecord, answers: CheckoutAnswers): string | null {
  if (session.customer) return session.customer;
  if (record.customer) return record.customer;
  const needed =
    session.mode === "subscription" ||
    (session.mode === "payment" &&
      (session.customer_creation === "always" || record.paymentIntentData.setup_future_usage));
  if (!needed) return null;
  const { email, name, phone, billing } = answers;
  const customer = createCustomer(world, { email, name, phone, address: billing });
  world.emit("customer.created", customer);
  record.customer = customer.id;
  world.store.put("checkout_record", record);
  return customer.id;
}

function intentFor(
  world: World,
  session: Session,
  record: CheckoutRecord,
  customer: string | null,
  answers: CheckoutAnswers,
): PaymentIntent {
  const amount = session.amount_total ?? 0;
  const shipping = answers.shipping ? { address: answers.shipping.address, name: answers.shipping.name } : null;
  const known = world.store.get("payment_intent", record.payment_intent ?? "");
  if (known) {
    known.amount = amount;
    known.shipping = shipping;
    world.store.put("payment_intent", known);
    return known;
  }
  const data = record.paymentIntentData;
  const recurring = session.mode === "subscription";
  const intent = createIntent(world, {
    amount,
    customer,
    metadata: { ...data.metadata },
    description: data.description ?? (recurring ? "Subscription creation" : null),
    receiptEmail: data.receipt_email ?? null,
    statementDescriptor: data.statement_descriptor ?? null,
    statementDescriptorSuffix: data.statement_descriptor_suffix ?? null,
    setupFutureUsage: recurring ? "off_session" : (data.setup_future_usage ?? null),
    methodTypes: session.payment_method_types,
    shipping,
  });
  record.payment_intent = intent.id;
  world.store.put("checkout_record", record);
  if (session.mode === "payment") {
    session.payment_intent = intent.id;
    world.store.put("checkout.session", session);
  }
  return intent;
}

/** The first payment is made (or on its way): now, and only now, the subscription and its invoice come to be. */
function startSubscription(
  world: World,
  session: Session,
  record: CheckoutRecord,
  intent: PaymentIntent,
  method: PaymentMethod,
  paid: boolean,
): void {
  const customer = intent.customer ?? "";
  attachMethod(world, method, customer);
  const lines = record.lineItems.flatMap(({ price, quantity, metadata }) =>
    price ? [{ price, quantity: quantity ?? 1, metadata: metadata ?? {} }] : [],
  );
  const subscription = buildSubscription(world, {
    customer,
    items: lines.filter((line) => line.price.recurring),
    defaultPaymentMethod: method.id,
    description: record.subscriptionData.description ?? null,
    metadata: { ...record.subscriptionData.metadata },
    billingMode: record.subscriptionData.billingMode,
  });
  const now = world.clock.seconds();
  const invoiceLines = [
    ...lines.filter((line) => !line.price.recurring).map((line) => oneTimeLine(world, line.price, line.quantity, now)),
    ...subscription.items.data.map((item) =>
      periodLine(
        world,
        item,
        { start: item.current_period_start, end: item.current_period_end },
        subscription.metadata,
      ),
    ),
  ];
  const invoice = buildInvoice(world, subscription, "subscription_create", invoiceLines, { start: now, end: now });
  subscription.latest_invoice = invoice.id;
  session.subscription = subscription.id;
  session.invoice = invoice.id;
  world.store.put("subscription", subscription as Subscription);
  world.emit("customer.subscription.created", subscription);
  planRenewal(world, subscription);
  openDraft(world, invoice, null);
  invoice.default_payment_method = null;
  finalizeInvoice(world, invoice, intent);
  invoice.attempted = true;
  invoice.attempt_count = 1;
  world.store.put("invoice", invoice);
  if (paid) markInvoicePaid(world, invoice);
}

function completeSession(
  world: World,
  session: Session,
  answers: CheckoutAnswers,
  paymentStatus: "paid" | "unpaid" | "no_payment_required",
): void {
  const record = world.store.get("checkout_record", session.id);
  const customer = world.store.get("customer", session.customer ?? "");
  const update = record?.customerUpdate;
  if (customer && (update?.address || update?.name))
    change(world, "customer", customer, "customer.updated", (row) => {
      if (update.address) row.address = answers.billing;
      if (update.name) row.name = answers.name;
    });
  session.status = "complete";
  session.payment_status = paymentStatus;
  session.url = null;
  session.customer ??= record?.customer ?? null;
  session.customer_details = {
    address: answers.billing,
    business_name: null,
    email: answers.email ?? customer?.email ?? null,
    individual_name: null,
    name: answers.name,
    phone: answers.phone,
    tax_exempt: "none",
    tax_ids: [],
  };
  session.collected_information = {
    business_name: null,
    individual_name: null,
    shipping_details: answers.shipping,
  };
  for (const field of session.custom_fields) {
    const value = answers.customFields[field.key] ?? null;
    if (field.text) field.text.value = value;
    if (field.numeric) field.numeric.value = value;
    if (field.dropdown) field.dropdown.value = value;
  }
  world.store.put("checkout.session", session);
  world.schedule.cancel("session_expiry", session.id);
  world.emit("checkout.session.completed", session);
}
