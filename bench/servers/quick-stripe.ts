import { createServer } from "node:http";
import { SMTPServer } from "smtp-server";

// quick-stripe.ts PORT SMTP_PORT: a Stripe that answers at once, in the shape of the real one and nothing more: a page for
// a checkout, and, when it is asked after, that it was paid in full by whoever its number names. And a post office that
// takes every letter and reads none.

const [port, smtpPort] = process.argv.slice(2).map(Number);
type Session = { n: number; reference: string; total: number; postage: number; expires: number; created: number };
const sessions = new Map<string, Session>();

const address = {
  line1: "1 Example Street",
  line2: null,
  city: "London",
  postal_code: "E1 1AA",
  country: "GB",
  state: null,
};
const payer = (n: number) => ({ name: `Reader ${n}`, email: `reader-${n}@reader.example`, phone: null, address });

function open(body: string): Session {
  const form = new URLSearchParams(body);
  const number = (name: string) => Number(form.get(name) ?? 0);
  let total = 0;
  for (let line = 0; form.has(`line_items[${line}][quantity]`); line++)
    total += number(`line_items[${line}][quantity]`) * number(`line_items[${line}][price_data][unit_amount]`);
  const postage = number("shipping_options[0][shipping_rate_data][fixed_amount][amount]");
  const created = Math.floor(Date.now() / 1000);
  const reference = form.get("client_reference_id") ?? "";
  return { n: sessions.size, reference, total: total + postage, postage, expires: number("expires_at"), created };
}

function sessionOf(id: string, seen: Session, paid: boolean) {
  return {
    ...{
      id,
      object: "checkout.session",
      mode: "payment",
      livemode: false,
      currency: "gbp",
      metadata: {},
      customer: null,
    },
    ...{ subscription: null, invoice: null, success_url: null, amount_total: seen.total, created: seen.created },
    ...{ client_reference_id: seen.reference, expires_at: seen.expires, shipping_cost: { amount_total: seen.postage } },
    url: paid ? null : `http://127.0.0.1:${port}/pay/${id}`,
    status: paid ? "complete" : "open",
    payment_status: paid ? "paid" : "unpaid",
    payment_intent: paid ? id.replace("cs_", "pi_") : null,
    customer_details: paid ? payer(seen.n) : null,
    collected_information: paid ? { shipping_details: { name: payer(seen.n).name, address } } : null,
  };
}

function intentOf(id: string, seen: Session) {
  const fee = Math.round(seen.total * 0.015) + 20;
  return {
    ...{ id, object: "payment_intent", status: "succeeded", amount_received: seen.total },
    latest_charge: {
      ...{ id: id.replace("pi_", "ch_"), object: "charge", status: "succeeded", amount: seen.total, currency: "gbp" },
      ...{ created: seen.created, livemode: false, billing_details: payer(seen.n), payment_intent: id },
      balance_transaction: {
        id: id.replace("pi_", "txn_"),
        object: "balance_transaction",
        fee,
        amount: seen.total,
      },
    },
  };
}

function answer(method: string, path: string, body: string): unknown {
  if (method === "POST" && path === "/v1/checkout/sessions") {
    const seen = open(body);
    const id = `cs_test_${seen.n}`;
    sessions.set(id, seen);
    return sessionOf(id, seen, false);
  }
  const id = path.split("/").at(-1) ?? "";
  const seen = sessions.get(id.replace("pi_", "cs_"));
  if (!seen) return { object: "list", data: [], has_more: false, url: path };
  return id.startsWith("pi_") ? intentOf(id, seen) : sessionOf(id, seen, true);
}

createServer((req, res) => {
  let body = "";
  req.on("data", (chunk) => {
    body += chunk;
  });
  req.on("end", () => {
    const { method = "GET", url = "/" } = req;
    res.setHeader("Content-Type", "application/json");
    res.end(JSON.stringify(answer(method, url.split("?")[0] ?? "", body)));
  });
}).listen(port, "127.0.0.1");

new SMTPServer({
  ...{ authOptional: true, disabledCommands: ["STARTTLS", "AUTH"], logger: false, disableReverseLookup: true },
  onData(stream, _, done) {
    stream.resume();
    stream.once("end", () => done());
  },
}).listen(smtpPort, "127.0.0.1");
