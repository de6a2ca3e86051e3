import type { IncomingMessage, ServerResponse } from "node:http";
import { setChaos } from "../chaos.ts";
import type { PayCard } from "../checkout/pay.ts";
import { BrokenContract } from "../contract/check-answer.ts";
import { parseForm, readBody, sendJson } from "../http/bodies.ts";
import { rendered } from "../http/expand.ts";
import { Refusal } from "../http/refusal.ts";
import { existing } from "../objects/existing.ts";
import { createPayout } from "../payments/balance.ts";
import { closeDispute, openDispute } from "../payments/disputes.ts";
import type { StripeSandbox, WebhookTarget } from "../stripe-sandbox.ts";
import type { Deliveries } from "../webhooks/deliveries.ts";
import type { World } from "../world.ts";
import { sendControlPage } from "./control-page.ts";
import { redirect, type Sent } from "./html.ts";
import { stylesheet } from "./stylesheet.ts";

export type Controls = { world: World; sandbox: StripeSandbox; deliveries: Deliveries };
type Input = Record<string, unknown>;

const day = 86_400;

/** What POST /_sandbox/<name> does, with JSON in and JSON out. */
const actions: Readonly<Record<string, (controls: Controls, input: Input) => Promise<object>>> = {
  async reset({ sandbox }) {
    sandbox.reset();
    return { reset: true };
  },
  async advance({ sandbox, world }, input) {
    const seconds = Number(input.seconds ?? 0) + Number(input.days ?? 0) * day;
    const months = Number(input.months ?? 0);
    if (![seconds, months].every((part) => Number.isFinite(part) && part >= 0))
      throw new Error("Give seconds, days or months to advance, as numbers that are not negative");
    const target = new Date(world.clock.milliseconds());
    target.setUTCMonth(target.getUTCMonth() + months);
    await sandbox.advance((target.getTime() - world.clock.milliseconds()) / 1000 + seconds);
    return { now: sandbox.now().toISOString() };
  },
  async chaos({ sandbox }, input) {
    setChaos(sandbox.chaos, input);
    return sandbox.chaos;
  },
  async pay({ sandbox }, input) {
    const { session, ...card } = input;
    return sandbox.pay(String(session ?? ""), card as PayCard);
  },
  async dispute({ world }, input) {
    const outcome = input.outcome;
    if (input.dispute !== undefined && outcome !== "won" && outcome !== "lost")
      throw new Error('To close a dispute give its id and outcome "won" or "lost"');
    const charge = input.payment_intent
      ? existing(world, "payment_intent", String(input.payment_intent), "payment_intent").latest_charge
      : input.charge;
    const row =
      input.dispute !== undefined
        ? closeDispute(world, String(input.dispute), outcome === "won" ? "won" : "lost")
        : openDispute(world, String(charge ?? ""));
    world.store.commit();
    return rendered(world, row, {});
  },
  async payout({ world }, input) {
    const row = createPayout(world, input.fail ? "failed" : "paid");
    world.store.commit();
    return row;
  },
  async redeliver({ world, deliveries }, input) {
    const wanted = input.event === undefined ? undefined : existing(world, "event", String(input.event), "event");
    const events = wanted ? [wanted] : undelivered(world);
    for (const event of events) deliveries.redeliver(event);
    await deliveries.settled();
    return { redelivered: events.length };
  },
  async webhook({ sandbox }, input) {
    if (input.url === null || input.url === undefined) sandbox.setWebhook(undefined);
    else if (typeof input.url === "string" && typeof input.secret === "string")
      sandbox.setWebhook({ url: input.url, secret: input.secret, events: input.events as WebhookTarget["events"] });
    else throw new Error("Give url and secret, or url null for none");
    return { webhook: input.url ?? null };
  },
};

/** Events that some endpoint should have had and never accepted. */
function undelivered(world: World) {
  const events = world.store.table("event");
  return events.under("delivery_success", "false").filter((event) => event.undelivered || event.pending > 0);
}

const views: Readonly<Record<string, (controls: Controls) => object>> = {
  balance: ({ sandbox }) => sandbox.balance(),
  chaos: ({ sandbox }) => sandbox.chaos,
  deliveries: ({ sandbox }) => ({ deliveries: sandbox.deliveries() }),
  requests: ({ sandbox }) => ({ requests: sandbox.requests() }),
  state: ({ world, sandbox }) => ({
    now: sandbox.now().toISOString(),
    balance: sandbox.balance(),
    counts: Object.fromEntries(
      (
        [
          "checkout.session",
          "customer",
          "subscription",
          "invoice",
          "payment_intent",
          "charge",
          "refund",
          "dispute",
          "payout",
          "event",
          "delivery",
          "job",
        ] as const
      ).map((name) => [name, world.store.table(name).size]),
    ),
    waiting_deliveries: world.store.table("delivery").ids("state", "waiting").length,
  }),
};

/** /_sandbox and everything below: controls for people and for tests, never part of Stripe's API. */
export async function handleControls(
  controls: Controls,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<Sent> {
  const name = path.slice("/_sandbox/".length);
  if (path === "/_sandbox" && req.method === "GET") return sendControlPage(controls, res);
  if (name === "style.css") return sendStylesheet(res);
  const view = req.method === "GET" ? views[name] : undefined;
  if (view) return sendJson(res, 200, JSON.stringify(view(controls)));
  const action = req.method === "POST" ? actions[name] : undefined;
  if (!action)
    return sendJson(
      res,
      404,
      JSON.stringify({ error: { message: `The sandbox has no control ${req.method} ${path}` } }),
    );
  const typed = (req.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const text = await readBody(req);
  try {
    const input: unknown = typed ? parseForm(text) : JSON.parse(text || "{}");
    if (typeof input !== "object" || input === null) throw new Error("Send a JSON object");
    const result = await action(controls, input as Input);
    if (typed) return redirect(res, "/_sandbox");
    return sendJson(res, 200, JSON.stringify(result));
  } catch (error) {
    if (error instanceof BrokenContract) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (typed) return sendControlPage(controls, res, message);
    return sendJson(res, error instanceof Refusal ? error.status : 400, JSON.stringify({ error: { message } }));
  }
}

function sendStylesheet(res: ServerResponse): Sent {
  res.writeHead(200, {
    "content-type": "text/css; charset=utf-8",
    "content-length": Buffer.byteLength(stylesheet),
    "cache-control": "max-age=300",
  });
  res.end(stylesheet);
  return "sent";
}
