import type { IncomingMessage, ServerResponse } from "node:http";
import { invoiceHandlers } from "./billing/invoice-handlers.ts";
import { subscriptionHandlers } from "./billing/subscription-handlers.ts";
import { calm, type WebhookAndAnswerChaos } from "./chaos.ts";
import { type PayCard, paySession } from "./checkout/pay.ts";
import { sessionHandlers } from "./checkout/sessions.ts";
import { Clock } from "./clock.ts";
import { checkObject } from "./contract/check-answer.ts";
import { contract } from "./contract/contract.ts";
import { Api, errorText } from "./http/api.ts";
import { BrokenOff, sendJson } from "./http/bodies.ts";
import { Refusal } from "./http/refusal.ts";
import { type RecordedRequest, RequestLog } from "./http/requests.ts";
import { catalogueHandlers } from "./objects/catalogue.ts";
import { customerHandlers } from "./objects/customers.ts";
import { portalHandlers } from "./objects/portal.ts";
import { shippingRateHandlers } from "./objects/shipping-rates.ts";
import { testClockHandlers } from "./objects/test-clocks.ts";
import { webhookEndpointHandlers } from "./objects/webhook-endpoints.ts";
import { handleCheckout } from "./pages/checkout-routes.ts";
import { handleControls } from "./pages/control-routes.ts";
import { handleInvoicePage } from "./pages/invoice-page.ts";
import { handlePortal } from "./pages/portal-page.ts";
import { balanceHandlers } from "./payments/balance.ts";
import { BalanceBook } from "./payments/balance-book.ts";
import { chargeHandlers } from "./payments/charges.ts";
import { disputeHandlers } from "./payments/disputes.ts";
import { paymentIntentHandlers } from "./payments/intents.ts";
import { paymentMethodHandlers } from "./payments/payment-methods.ts";
import { refundHandlers } from "./payments/refunds.ts";
import { setupIntentHandlers } from "./payments/setup-intents.ts";
import { Schedule } from "./schedule.ts";
import { Store } from "./store/store.ts";
import { tasks } from "./tasks.ts";
import { Deliveries, type Delivery, type Endpoint } from "./webhooks/deliveries.ts";
import { eventHandlers, recordEvent } from "./webhooks/events.ts";
import { isLoopback } from "./webhooks/loopback.ts";
import { subscribedEvents } from "./webhooks/subscribed-events.ts";
import type { DunningEnd, Handlers, World } from "./world.ts";

export type { WebhookAndAnswerChaos } from "./chaos.ts";
export type { PayCard } from "./checkout/pay.ts";
export type { RecordedRequest } from "./http/requests.ts";
export type { Delivery } from "./webhooks/deliveries.ts";

/** Where signed events go. `events`: the types wanted, `["*"]` for all; otherwise those the site subscribes to. */
export type WebhookTarget = { url: string; secret: string; events?: readonly string[] };

export type StripeSandboxOptions = {
  /** The Bearer key that is accepted; anything else is answered 401. */
  secretKey: string;
  /** The sandbox's own address, for links to its hosted pages. */
  publicUrl: () => string;
  webhook?: WebhookTarget;
  /** Append-only file that lets state survive a restart and a killed process; compacted at start. */
  journalFile?: string;
  /** The source of real time. */
  now?: () => Date;
  /** Checks every answer and every event's object against the contract and throws when one does not fit. */
  validateResponses?: boolean;
  /** What happens to a subscription when the last retry has failed; `cancel` unless told otherwise. */
  dunningEnd?: DunningEnd;
};

export type StripeSandbox = {
  /** Answers /v1/*, /pay/*, /portal/*, /invoice/*, /_sandbox/*; returns false if the path is not its own. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>;
  setWebhook(webhook: WebhookTarget | undefined): void;
  /** Moves virtual time forward, runs everything that falls due in order, and waits for the deliveries. */
  advance(seconds: number): Promise<void>;
  /** Virtual time: real time plus an offset. */
  now(): Date;
  /** Mutable switches for faults on purpose; the same as POST /_sandbox/chaos. */
  chaos: WebhookAndAnswerChaos;
  /** Resolves when no webhook delivery is in flight or due at the present virtual time. */
  settled(): Promise<void>;
  /** Forgets everything and returns to real time. */
  reset(): void;
  close(): Promise<void>;
  /** What pressing Pay on the hosted page does. */
  pay(sessionId: string, card?: PayCard): Promise<object>;
  balance(): { availablePence: number; pendingPence: number };
  /** The latest API requests. */
  requests(): RecordedRequest[];
  /** The latest webhook deliveries. */
  deliveries(): Delivery[];
};

const handlers: Handlers = {
  ...balanceHandlers,
  ...catalogueHandlers,
  ...chargeHandlers,
  ...customerHandlers,
  ...disputeHandlers,
  ...eventHandlers,
  ...invoiceHandlers,
  ...paymentIntentHandlers,
  ...paymentMethodHandlers,
  ...portalHandlers,
  ...refundHandlers,
  ...sessionHandlers,
  ...setupIntentHandlers,
  ...shippingRateHandlers,
  ...subscriptionHandlers,
  ...testClockHandlers,
  ...webhookEndpointHandlers,
};

/** Starts a stand-in for Stripe; it listens to nothing itself, the caller passes it requests. */
export async function createStripeSandbox(options: StripeSandboxOptions): Promise<StripeSandbox> {
  const missing = contract.operations.filter((operation) => !handlers[operation.sdk]);
  if (missing.length > 0) throw new Error(`Nothing answers ${missing.map((operation) => operation.sdk).join(", ")}`);
  const store = new Store(options.journalFile);
  const real = options.now ?? (() => new Date());
  const clock = new Clock(() => real().getTime(), store);
  const chaos = calm();
  let webhook: WebhookTarget | undefined;
  const setWebhook = (target: WebhookTarget | undefined): void => {
    if (target && !isLoopback(target.url))
      throw new Error(`The sandbox delivers webhooks to this computer only, not to ${target.url}`);
    webhook = target;
    deliveries?.wake();
  };
  let deliveries: Deliveries | undefined = undefined as Deliveries | undefined;
  setWebhook(options.webhook);
  const endpoints = (): Endpoint[] => [
    ...(webhook
      ? [{ id: "we_sandbox", url: webhook.url, secret: webhook.secret, events: webhook.events ?? subscribedEvents }]
      : []),
    ...[...store.table("webhook_endpoint").values()]
      .filter((row) => row.status === "enabled")
      .map((row) => ({ id: row.id, url: row.url, secret: row.secret ?? "", events: row.enabled_events as string[] })),
  ];
  const sender = new Deliveries(store, clock, chaos, endpoints);
  deliveries = sender;
  const world: World = {
    store,
    clock,
    book: new BalanceBook(store),
    schedule: new Schedule(store, clock, (task, subject) => {
      const run = tasks[task];
      if (!run) throw new Error(`Nothing knows how to do "${task}"`);
      run(world, subject);
      sender.wake();
    }),
    publicUrl: options.publicUrl,
    dunningEnd: options.dunningEnd ?? "cancel",
    request: null,
    emit(type, object, previous) {
      if (options.validateResponses) checkObject(object, type);
      sender.queue(recordEvent(world, type, object, previous));
    },
  };
  const log = new RequestLog();
  const { secretKey } = options;
  const api = new Api({ world, handlers, secretKey, chaos, log, validate: options.validateResponses ?? false });

  const sandbox: StripeSandbox = {
    async handle(req, res) {
      const url = new URL(req.url ?? "/", "http://sandbox");
      const path = url.pathname;
      try {
        if (path.startsWith("/v1/")) await api.handle(req, res, url);
        else if (path.startsWith("/pay/")) await handleCheckout(world, req, res, path);
        else if (path.startsWith("/portal/")) await handlePortal(world, req, res, path);
        else if (path.startsWith("/invoice/")) await handleInvoicePage(world, req, res, path);
        else if (path === "/_sandbox" || path.startsWith("/_sandbox/"))
          await handleControls({ world, sandbox, deliveries: sender }, req, res, path);
        else return false;
      } catch (error) {
        // Whoever asked is gone: there is nobody to answer.
        if (error instanceof BrokenOff) return true;
        answerFault(res, error);
        if (options.validateResponses && !(error instanceof Refusal)) throw error;
      }
      return true;
    },
    setWebhook,
    async advance(seconds) {
      if (!(seconds >= 0)) throw new Error("The clock can only be moved forward");
      world.schedule.runUntil(clock.milliseconds() + seconds * 1000);
      await sender.settled();
    },
    now: () => new Date(clock.milliseconds()),
    chaos,
    settled: () => sender.settled(),
    reset() {
      store.clear();
      clock.reset();
      world.book.reload();
      world.schedule.reload();
      sender.clear();
      log.clear();
      const fresh = calm();
      chaos.seed = fresh.seed;
      Object.assign(chaos.webhooks, fresh.webhooks);
      Object.assign(chaos.answers, fresh.answers);
    },
    async close() {
      world.schedule.stop();
      sender.close();
      store.close();
    },
    pay: async (sessionId, card) => paySession(world, sessionId, card),
    balance() {
      const { available, pending } = world.book.balance(clock.seconds());
      return { availablePence: available, pendingPence: pending };
    },
    requests: () => log.all(),
    deliveries: () => sender.log(),
  };
  return sandbox;
}

/** Even a bug is answered with an error object: the SDK takes any JSON without one for success. */
function answerFault(res: ServerResponse, error: unknown): void {
  if (res.headersSent || res.destroyed) return;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Refusal) sendJson(res, error.status, errorText(error.body));
  else sendJson(res, 500, errorText({ type: "api_error", message: `The sandbox failed: ${message}` }));
}
