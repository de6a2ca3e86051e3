/**
 * The calls of the Stripe SDK that the stand-in answers, by resource file and method name as the SDK spells them.
 * Everything else under /v1 is answered with Stripe's 404 error object. The contract is generated from this list.
 */
export const operations: Readonly<Record<string, readonly string[]>> = {
  Balance: ["retrieve"],
  BalanceTransactions: ["list", "retrieve"],
  "BillingPortal/Configurations": ["list", "create", "retrieve", "update"],
  "BillingPortal/Sessions": ["create"],
  Charges: ["list", "retrieve", "update"],
  "Checkout/Sessions": ["list", "create", "retrieve", "update", "expire", "listLineItems"],
  Customers: ["list", "create", "retrieve", "update", "del", "listPaymentMethods", "retrievePaymentMethod"],
  Disputes: ["list", "retrieve", "update", "close"],
  Events: ["list", "retrieve"],
  InvoicePayments: ["list", "retrieve"],
  Invoices: [
    "list",
    "retrieve",
    "pay",
    "voidInvoice",
    "finalizeInvoice",
    "markUncollectible",
    "createPreview",
    "listLineItems",
  ],
  Mandates: ["retrieve"],
  PaymentIntents: ["list", "retrieve", "update", "cancel"],
  PaymentMethods: ["list", "retrieve", "update", "attach", "detach"],
  Payouts: ["list", "retrieve"],
  Prices: ["list", "create", "retrieve", "update"],
  Products: ["list", "create", "retrieve", "update", "del"],
  "Radar/EarlyFraudWarnings": ["list", "retrieve"],
  Refunds: ["list", "create", "retrieve", "update", "cancel"],
  SetupIntents: ["list", "retrieve"],
  ShippingRates: ["list", "create", "retrieve", "update"],
  SubscriptionItems: ["list", "retrieve"],
  Subscriptions: ["list", "create", "retrieve", "update", "cancel", "pause", "resume"],
  "TestHelpers/TestClocks": ["list", "create", "retrieve", "advance", "del"],
  WebhookEndpoints: ["list", "create", "retrieve", "update", "del"],
};

/** Objects that appear inside others though no call above returns them at the top level. */
export const embeddedResources: readonly string[] = [
  "LineItems",
  "InvoiceLineItems",
  "Discounts",
  "TaxRates",
  "TaxIds",
];
