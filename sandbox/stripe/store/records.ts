import type { Address, InvoiceLine, LineItem } from "../wire.ts";

/** What a Checkout Session asked for beyond what Stripe shows in the session itself. */
export type CheckoutRecord = {
  id: string;
  lineItems: LineItem[];
  /** Set from the first attempt to pay; in subscription mode the session itself never shows it. */
  payment_intent: string | null;
  paymentIntentData: PaymentIntentData;
  subscriptionData: SubscriptionData;
  /** The customer made for this session at the first attempt to pay. */
  customer: string | null;
  /** Whether a known customer's record takes over what is typed (`customer_update`). */
  customerUpdate: { address: boolean; name: boolean };
  /** Answers typed so far, kept while 3-D Secure is open. */
  pending: CheckoutAnswers | null;
};
export type PaymentIntentData = {
  description?: string;
  metadata?: Record<string, string>;
  receipt_email?: string;
  statement_descriptor?: string;
  statement_descriptor_suffix?: string;
  setup_future_usage?: "off_session" | "on_session";
};
export type SubscriptionData = {
  description?: string;
  metadata?: Record<string, string>;
  billingMode: "classic" | "flexible";
};

/** What a visitor typed on the payment page, checked. */
export type CheckoutAnswers = {
  email: string | null;
  name: string;
  phone: string | null;
  billing: Address;
  shipping: { name: string; address: Address } | null;
  shippingRate: string | null;
  paymentMethod: string;
  customFields: Record<string, string>;
};

/** How the card or account behind a payment method behaves. `id` is the payment method's. */
export type InstrumentRecord = { id: string; number: string; kind: "card" | "bacs_debit" };

/** The stand-in's own notes on a subscription. */
export type SubscriptionRecord = {
  id: string;
  /** Day of month and time of day that periods are counted from. */
  anchor: number;
  /** Proration lines waiting for the next invoice. */
  pendingLines: InvoiceLine[];
};
export type SubscriptionItemRecord = { id: string; subscription: string };
/** `paymentIntent` is the invoice's default payment; `failures` counts automatic attempts. */
export type InvoiceRecord = { id: string; failures: number; mandateNotified?: boolean };

export type DeletedObject = { id: string; object: string };
/** A balance transaction that a payout has carried to the bank. */
export type PaidOutRecord = { id: string; payout: string };
export type SettingRecord = { id: string; value: number };

/** Something that falls due at a virtual second. */
export type JobRecord = { id: string; due: number; sequence: number; task: string; subject: string };

/** `body` is the event as sent, except for `pending_webhooks`, which is filled in when it leaves. */
export type EventRecord = {
  id: string;
  type: string;
  created: number;
  body: string;
  pending: number;
  /** True once some delivery has been given up or dropped. */
  undelivered: boolean;
};

export type DeliveryState = "waiting" | "delivered" | "failed" | "dropped";
export type DeliveryRecord = {
  id: string;
  event: string;
  type: string;
  endpoint: string;
  state: DeliveryState;
  attempts: number;
  /** Virtual milliseconds. */
  due: number;
  lastStatus: number | null;
  lastError: string | null;
};

export type IdempotencyRecord = {
  id: string;
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  created: number;
};
