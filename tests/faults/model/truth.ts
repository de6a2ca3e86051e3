import type { Means } from "./means.ts";

/** What is so, in plain TypeScript: what people asked for and paid, and what Stripe holds. All sums are pence, all times
 * seconds. The house is held against it; nothing in it is read from our database but what may honestly go either way. */

export type Role = "settles" | "duplicate" | "late";
export type Order = {
  name: string;
  id: string;
  lines: { slug: string; quantity: number }[];
  goods: number;
  postage: number;
  donation: number;
  /** Its copies were given back although its page was still open. */
  lapsed: boolean;
};

/** One asking-to-pay with its page at Stripe. */
export type Ask = {
  name: string;
  /** Our checkout's id, and Stripe's page's. */
  id: string;
  session: string;
  kind: "order" | "gift" | "monthly" | "join";
  pence: number;
  state: "open" | "complete" | "expired";
  order?: Order;
  person?: number;
};

/** A monthly promise at Stripe. */
export type Sub = {
  name: string;
  id: string;
  ask: Ask;
  means: Means;
  anchor: number;
  ended: boolean;
  bounced: boolean;
  /** Of joining: what the house made of it; undefined while it has not seen it. */
  role?: "live" | "duplicate";
};

/** One refund; `refused` is one of ours that Stripe would not send. */
export type Refund = {
  pence: number;
  origin: "command" | "owed_back" | "stripe";
  state: "pending" | "succeeded" | "failed" | "refused";
};
export type Dispute = { id: string; pence: number; state: "open" | "won" | "lost" };

/** Money that came. */
export type Payment = {
  name: string;
  /** Of Stripe; empty until it was asked for. */
  intent: string;
  ask: Ask;
  sub?: Sub;
  pence: number;
  fee: number;
  means: Means;
  refunds: Refund[];
  dispute?: Dispute;
  /** What the house made of it; undefined while it has not seen it. */
  role?: Role;
};

/** Money that is to go back as soon as the worker comes to it. */
export type Wish = { payment: Payment; pence: number; origin: "command" | "owed_back" };

type Due = { at: number; turn: number; happen: () => void };
type Move = { net: number; ready: number; out: boolean };

export type Model = {
  now: number;
  goods: ReadonlyMap<string, { price: number; grams: number }>;
  postage: readonly { grams: number; pence: number }[];
  /** Copies that were printed, less those sold at the stall: before what orders took. */
  printed: Map<string, number>;
  orders: Order[];
  asks: Ask[];
  subs: Sub[];
  payments: Payment[];
  wishes: Wish[];
  agenda: Due[];
  turns: number;
  moves: Move[];
  payouts: { pence: number; state: "paid" | "failed" }[];
  /** What another shop took on the same account, after fees. */
  foreign: number;
  persons: number;
  /** Stripe's news reaches the house; the worker is at work; something happened that was never told. */
  listening: boolean;
  awake: boolean;
  lost: boolean;
  /** The house knew all that had happened, before the command that runs now and after the last one. */
  synced: boolean;
};

export function newModel(facts: Pick<Model, "now" | "goods" | "postage" | "printed">): Model {
  return {
    ...facts,
    printed: new Map(facts.printed),
    orders: [],
    asks: [],
    subs: [],
    payments: [],
    wishes: [],
    agenda: [],
    turns: 0,
    moves: [],
    payouts: [],
    foreign: 0,
    persons: 0,
    listening: true,
    awake: true,
    lost: false,
    synced: true,
  };
}

export const total = (amounts: Iterable<number>): number => [...amounts].reduce((sum, one) => sum + one, 0);

/** What may still go back of a payment. */
export const leftOf = (payment: Payment): number =>
  payment.pence - total(payment.refunds.filter(isGone).map((refund) => refund.pence));
export const isGone = (refund: Refund): boolean => refund.state === "pending" || refund.state === "succeeded";

/** What a bank holds or has kept of it. */
export const heldOf = ({ dispute }: Payment): number => (dispute && dispute.state !== "won" ? dispute.pence : 0);

/** What Stripe holds for us. */
export const balanceOf = (model: Model): number => total(model.moves.filter((one) => !one.out).map((one) => one.net));

/** £500: more than that is for a person to accept. */
export const isRegulated = ({ ask, pence }: Payment): boolean => ask.kind !== "order" && pence > 50_000;

type Standing = "paid" | "paid_late" | "awaiting_payment" | "expired";

/** Where an order stands, once the house knows everything. */
export function standingOf(model: Model, order: Order): Standing {
  const roles = model.payments.filter((payment) => payment.ask.order === order).map((payment) => payment.role);
  if (roles.includes("settles")) return "paid";
  if (roles.includes("late")) return "paid_late";
  const open = model.asks.some((ask) => ask.order === order && ask.state === "open");
  return open && !order.lapsed ? "awaiting_payment" : "expired";
}

/** Copies on the shelf, and of these the ones that unpaid orders hold. */
export function stockOf(model: Model, slug: string): { onHand: number; reserved: number } {
  const copies = (standing: Standing) =>
    total(
      model.orders
        .filter((order) => standingOf(model, order) === standing)
        .flatMap((order) => order.lines.filter((line) => line.slug === slug).map((line) => line.quantity)),
    );
  return { onHand: (model.printed.get(slug) ?? 0) - copies("paid"), reserved: copies("awaiting_payment") };
}

export function freeOf(model: Model, slug: string): number {
  const { onHand, reserved } = stockOf(model, slug);
  return onHand - reserved;
}

export const isThere = (model: Model, lines: Order["lines"]): boolean =>
  lines.every((line) => freeOf(model, line.slug) >= line.quantity);

/** What the post costs for so many grams; the envelope weighs 20 g. */
export function postageOf(model: Model, lines: Order["lines"]): number {
  const grams = 20 + total(lines.map((line) => (model.goods.get(line.slug)?.grams ?? 0) * line.quantity));
  return model.postage.find((band) => band.grams >= grams)?.pence ?? 0;
}
