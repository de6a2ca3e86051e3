import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { createStripeSandbox, type StripeSandbox, type StripeSandboxOptions } from "#sandbox/stripe/stripe-sandbox.ts";

export const secretKey = "sk_test_sandbox";
export const webhookSecret = "whsec_bench";

export type Received = { event: Stripe.Event; raw: string; signature: string; accepted: boolean };
export type Bench = {
  url: string;
  /** Where webhooks are received. */
  hook: string;
  sandbox: StripeSandbox;
  stripe: Stripe;
  /** Webhooks received, in the order they came. */
  received: Received[];
  /** Types of the accepted events, in order. */
  types(): string[];
  /** What the receiver answers instead of 200. */
  answerWith(status: number | undefined): void;
  page(path: string): Promise<Response>;
  submit(path: string, fields: Record<string, string>): Promise<Response>;
  control<T = Record<string, unknown>>(name: string, input?: object): Promise<T>;
  close(): Promise<void>;
};

/** A sandbox that listens, the real SDK pointed at it, and a receiver that verifies every webhook as the site does. */
export async function openBench(
  over: Partial<StripeSandboxOptions> & { events?: string[] | "subscribed" } = {},
): Promise<Bench> {
  let url = "";
  const { events = ["*"], ...options } = over;
  const sandbox = await createStripeSandbox({
    secretKey,
    publicUrl: () => url,
    validateResponses: true,
    ...options,
  });
  const server = await listen((req, res) => void sandbox.handle(req, res));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  const received: Received[] = [];
  let status: number | undefined;
  const stripe = new Stripe(secretKey, {
    apiVersion: "2026-10-28.endive",
    host: "127.0.0.1",
    port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
  });
  const receiver = await listen((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const signature = String(req.headers["stripe-signature"]);
      let accepted = true;
      try {
        stripe.webhooks.constructEvent(raw, signature, webhookSecret);
      } catch {
        accepted = false;
      }
      received.push({
        event: JSON.parse(raw) as Stripe.Event,
        raw,
        signature,
        accepted: accepted && status === undefined,
      });
      res.writeHead(status ?? (accepted ? 200 : 400)).end();
    });
  });
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  sandbox.setWebhook({ url: hook, secret: webhookSecret, ...(events === "subscribed" ? {} : { events }) });
  return {
    url,
    hook,
    sandbox,
    stripe,
    received,
    types: () => received.filter((one) => one.accepted).map((one) => one.event.type),
    answerWith: (next) => {
      status = next;
    },
    page: (path) => fetch(url + path, { redirect: "manual" }),
    submit: (path, fields) =>
      fetch(url + path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" }),
    async control<T>(name: string, input?: object): Promise<T> {
      const answer = await fetch(`${url}/_sandbox/${name}`, {
        method: input ? "POST" : "GET",
        ...(input ? { body: JSON.stringify(input), headers: { "content-type": "application/json" } } : {}),
      });
      return (await answer.json()) as T;
    },
    async close() {
      await sandbox.close();
      await Promise.all([shut(server), shut(receiver)]);
    },
  };
}

function listen(handler: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(handler);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A card as typed on the payment page. */
export const goodCard = {
  method: "card",
  card_number: "4242 4242 4242 4242",
  card_expiry: "12/40",
  card_cvc: "123",
  name: "Rosa Example",
} as const;

/** Two pamphlets with postage. */
export function orderParams(over: Stripe.Checkout.SessionCreateParams = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: "payment",
    line_items: [
      {
        quantity: 2,
        price_data: {
          currency: "gbp",
          unit_amount: 50,
          product_data: { name: "In Defence of October", metadata: { slug: "october" } },
        },
      },
    ],
    success_url: "http://127.0.0.1:9/thanks?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://127.0.0.1:9/basket",
    ...over,
  };
}

/** £5 a month. */
export function monthlyParams(over: Stripe.Checkout.SessionCreateParams = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: "subscription",
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: "gbp",
          unit_amount: 500,
          recurring: { interval: "month" },
          product_data: { name: "Membership" },
        },
      },
    ],
    success_url: "http://127.0.0.1:9/thanks?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://127.0.0.1:9/join",
    ...over,
  };
}

/** The payment page of a session. */
export const payPath = (session: { id: string }) => `/pay/${session.id}`;

/** A paid monthly subscription, begun on a given day. */
export async function subscribed(bench: Bench, over: { card?: string; bacs?: string; start?: Date } = {}) {
  const session = await bench.stripe.checkout.sessions.create(monthlyParams());
  await bench.sandbox.pay(
    session.id,
    over.bacs ? { bacsAccount: over.bacs } : { number: over.card ?? "4242424242424242" },
  );
  const done = await bench.stripe.checkout.sessions.retrieve(session.id);
  return { session: done, id: done.subscription as string, customer: done.customer as string };
}

/** Moves the clock to a moment ahead. */
export async function advanceTo(bench: Bench, moment: string): Promise<void> {
  await bench.sandbox.advance((new Date(moment).getTime() - bench.sandbox.now().getTime()) / 1000);
}
