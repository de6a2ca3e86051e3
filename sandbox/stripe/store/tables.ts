import type {
  BalanceTransaction,
  Charge,
  Customer,
  Dispute,
  EarlyFraudWarning,
  Invoice,
  InvoicePayment,
  Mandate,
  PaymentIntent,
  PaymentMethod,
  Payout,
  PortalConfiguration,
  PortalSession,
  Price,
  Product,
  Refund,
  Session,
  SetupIntent,
  ShippingRate,
  Subscription,
  TestClock,
  WebhookEndpoint,
} from "../wire.ts";
import type {
  CheckoutRecord,
  DeletedObject,
  DeliveryRecord,
  EventRecord,
  IdempotencyRecord,
  InstrumentRecord,
  InvoiceRecord,
  JobRecord,
  PaidOutRecord,
  SettingRecord,
  SubscriptionItemRecord,
  SubscriptionRecord,
} from "./records.ts";
import type { IndexKeys } from "./table.ts";

/** Every table: Stripe's objects under the name in their `object` key, then the stand-in's own records. */
export type Tables = {
  balance_transaction: BalanceTransaction;
  "billing_portal.configuration": PortalConfiguration;
  "billing_portal.session": PortalSession;
  charge: Charge;
  "checkout.session": Session;
  customer: Customer;
  dispute: Dispute;
  invoice: Invoice;
  invoice_payment: InvoicePayment;
  mandate: Mandate;
  payment_intent: PaymentIntent;
  payment_method: PaymentMethod;
  payout: Payout;
  price: Price;
  product: Product;
  "radar.early_fraud_warning": EarlyFraudWarning;
  refund: Refund;
  setup_intent: SetupIntent;
  shipping_rate: ShippingRate;
  subscription: Subscription;
  "test_helpers.test_clock": TestClock;
  webhook_endpoint: WebhookEndpoint;
  checkout_record: CheckoutRecord;
  deleted: DeletedObject;
  delivery: DeliveryRecord;
  event: EventRecord;
  idempotency: IdempotencyRecord;
  instrument: InstrumentRecord;
  invoice_record: InvoiceRecord;
  job: JobRecord;
  paid_out: PaidOutRecord;
  setting: SettingRecord;
  subscription_item: SubscriptionItemRecord;
  subscription_record: SubscriptionRecord;
};

export type TableName = keyof Tables;

/** Exact-match indexes, named like the list parameters they serve. */
export const tableIndexes: { readonly [Name in TableName]: IndexKeys<Tables[Name]> } = {
  balance_transaction: { type: (row) => row.type, source: (row) => row.source },
  "billing_portal.configuration": {},
  "billing_portal.session": {},
  charge: { customer: (row) => row.customer, payment_intent: (row) => row.payment_intent },
  "checkout.session": {
    customer: (row) => row.customer,
    payment_intent: (row) => row.payment_intent,
    subscription: (row) => row.subscription,
    status: (row) => row.status,
    email: (row) => row.customer_details?.email,
  },
  customer: { email: (row) => row.email },
  dispute: { charge: (row) => row.charge, payment_intent: (row) => row.payment_intent },
  invoice: {
    customer: (row) => row.customer,
    subscription: (row) => row.parent?.subscription_details?.subscription,
    status: (row) => row.status,
  },
  invoice_payment: { invoice: (row) => row.invoice, payment_intent: (row) => row.payment.payment_intent },
  mandate: { payment_method: (row) => row.payment_method },
  payment_intent: { customer: (row) => row.customer },
  payment_method: { customer: (row) => row.customer, type: (row) => row.type },
  payout: { status: (row) => row.status },
  price: {
    product: (row) => row.product,
    lookup_key: (row) => row.lookup_key,
    active: (row) => String(row.active),
  },
  product: { active: (row) => String(row.active) },
  "radar.early_fraud_warning": { charge: (row) => row.charge, payment_intent: (row) => row.payment_intent },
  refund: { charge: (row) => row.charge, payment_intent: (row) => row.payment_intent },
  setup_intent: { customer: (row) => row.customer, payment_method: (row) => row.payment_method },
  shipping_rate: { active: (row) => String(row.active) },
  subscription: {
    customer: (row) => row.customer,
    status: (row) => row.status,
    test_clock: (row) => row.test_clock,
  },
  "test_helpers.test_clock": {},
  webhook_endpoint: {},
  checkout_record: { payment_intent: (row) => row.payment_intent },
  deleted: {},
  delivery: { event: (row) => row.event, state: (row) => row.state },
  event: { type: (row) => row.type, delivery_success: (row) => String(row.pending === 0 && !row.undelivered) },
  idempotency: {},
  instrument: {},
  invoice_record: {},
  job: {},
  paid_out: { payout: (row) => row.payout },
  setting: {},
  subscription_item: { subscription: (row) => row.subscription },
  subscription_record: {},
};
