import { createHmac } from "node:crypto";

/** One delivery as it is put on the wire. `headers` are sent as they are. */
export type Sent = { kind: string; body: Buffer; headers: Record<string, string> };

/** What a forger may have: a true body, our secret never; an old delivery with its signature. */
export type Means = { secret: string; body: string };

const now = () => Math.floor(Date.now() / 1000);
const hmac = (secret: string, at: number, body: string) =>
  createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
const v1 = (secret: string, body: string, at = now()) => `t=${at},v1=${hmac(secret, at, body)}`;
const changed = (body: string, change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(body), ...change });

type Forgery = [kind: string, forge: (means: Means, n: number) => { body?: string | Buffer; signature?: string }];

const LIVE = "whsec_another_endpoint_0123456789";

/** Every way to tell us something without our secret, or with a delivery that was meant for another day or house. */
const FORGERIES: readonly Forgery[] = [
  ["no header", () => ({})],
  ["an empty header", () => ({ signature: "" })],
  ["words for a header", () => ({ signature: "trust me" })],
  ["a guess", ({ body }, n) => ({ signature: `t=${now()},v1=${hmac(`whsec_guess_${n}`, now(), body)}` })],
  ["another endpoint's secret", ({ body }) => ({ signature: v1(LIVE, body) })],
  ["an empty secret", ({ body }) => ({ signature: v1("", body) })],
  ["the secret's own word", ({ body }) => ({ signature: v1("whsec_", body) })],
  [
    "a body that was changed",
    ({ secret, body }, n) => {
      return { body: changed(body, { id: `evt_changed${n}` }), signature: v1(secret, body) };
    },
  ],
  [
    "a body written anew",
    ({ secret, body }) => {
      return { body: JSON.stringify(JSON.parse(body), null, 1), signature: v1(secret, body) };
    },
  ],
  ["a body cut short", ({ secret, body }) => ({ body: body.slice(0, -9), signature: v1(secret, body) })],
  ["a byte more", ({ secret, body }) => ({ body: `${body} `, signature: v1(secret, body) })],
  ["six minutes old", ({ secret, body }) => ({ signature: v1(secret, body, now() - 360) })],
  ["a day old", ({ secret, body }) => ({ signature: v1(secret, body, now() - 86_400) })],
  ["six minutes in the future", ({ secret, body }) => ({ signature: v1(secret, body, now() + 360) })],
  ["a day in the future", ({ secret, body }) => ({ signature: v1(secret, body, now() + 86_400) })],
  [
    "an old one under today's time",
    ({ secret, body }) => {
      return { signature: `t=${now()},v1=${hmac(secret, now() - 3_600, body)}` };
    },
  ],
  ["an old one with two times", ({ secret, body }) => ({ signature: `t=${now()},${v1(secret, body, now() - 3_600)}` })],
  [
    "an old one with two times, turned round",
    ({ secret, body }) => {
      return { signature: `${v1(secret, body, now() - 3_600)},t=${now()}` };
    },
  ],
  ["the v0 scheme", ({ secret, body }) => ({ signature: v1(secret, body).replace("v1=", "v0=") })],
  ["no time", ({ secret, body }) => ({ signature: v1(secret, body).replace(/^t=\d+,/, "") })],
  ["time zero", ({ secret, body }) => ({ signature: v1(secret, body, 0) })],
  [
    "a time beyond all numbers",
    ({ secret, body }) => ({ signature: v1(secret, body).replace(/^t=\d+/, `t=${"9".repeat(40)}`) }),
  ],
  ["a signature cut short", ({ secret, body }) => ({ signature: v1(secret, body).slice(0, -1) })],
  ["a signature in capitals", ({ secret, body }) => ({ signature: v1(secret, body).toUpperCase() })],
  ["a thousand signatures", ({ body }) => ({ signature: `t=${now()}${`,v1=${hmac("x", 1, body)}`.repeat(100)}` })],
  [
    "signed for real money",
    ({ secret, body }, n) => {
      const live = changed(body, { id: `evt_live${n}`, livemode: true });
      return { body: live, signature: v1(secret, live) };
    },
  ],
  [
    "signed, and no event",
    ({ secret }) => ({
      body: '{"id":"evt_x","object":"charge"}',
      signature: v1(secret, '{"id":"evt_x","object":"charge"}'),
    }),
  ],
  [
    "signed, and not JSON",
    ({ secret }) => ({ body: "paid=yes&amount=500", signature: v1(secret, "paid=yes&amount=500") }),
  ],
  ["signed, and nothing", ({ secret }) => ({ body: "", signature: v1(secret, "") })],
  ["bytes that are no text", ({ body }) => ({ body: Buffer.from([0xff, 0xfe, 0x00, 0xd8]), signature: v1("x", body) })],
];

/** So many forged deliveries, of every kind in turn, each with an event id of its own where it names one. */
export function forge(means: Means, count: number): Sent[] {
  return Array.from({ length: count }, (_, n) => {
    const [kind, make] = FORGERIES[n % FORGERIES.length] as Forgery;
    const own = changed(means.body, { id: `evt_forged${n}` });
    const { body = own, signature } = make({ ...means, body: own }, n);
    const headers: Record<string, string> = { "Content-Type": "application/json; charset=utf-8" };
    if (signature !== undefined) headers["Stripe-Signature"] = signature;
    return { kind, body: Buffer.isBuffer(body) ? body : Buffer.from(body), headers };
  });
}

export const KINDS = FORGERIES.length;

/** A delivery as Stripe itself would send it. */
export function truly(secret: string, body: string): Sent {
  return { kind: "true", body: Buffer.from(body), headers: { "Stripe-Signature": v1(secret, body) } };
}
