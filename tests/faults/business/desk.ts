import type { PayCard } from "#sandbox/stripe/stripe-sandbox.ts";
import type { Chances } from "../dice.ts";
import { press } from "../press.ts";
import type { Stage } from "../stage/stage.ts";

/** Money that somebody has paid, or promised to their bank, as the hand that paid it remembers it. */
export type Paid = { checkoutId: string; sessionId: string; subscriptionId: string | undefined };

/** What happened, as the outside world knows it: it is Stripe's and the payers' side, and never read from our database. */
export type Book = {
  /** Checkouts that were asked for. */
  asked: Set<string>;
  paid: Paid[];
  disputes: string[];
  /** How much of each kind of business there was. */
  kinds: Map<string, number>;
  pressesAgain: number;
};

/** Where business is done. */
export type Desk = { stage: Stage; chances: Chances; book: Book };

export function openBook(): Book {
  return { asked: new Set(), paid: [], disputes: [], kinds: new Map(), pressesAgain: 0 };
}

export function note(desk: Desk, kind: string): void {
  desk.book.kinds.set(kind, (desk.book.kinds.get(kind) ?? 0) + 1);
}

/** Presses until the house answers. */
export function persist<T>(desk: Desk, act: () => Promise<T>): Promise<T> {
  return press(act, () => {
    desk.book.pressesAgain += 1;
  });
}

/** An asking-to-pay whose page is open at Stripe. */
export type Asked = { checkoutId: string; sessionId: string; doneUrl: string };

/** Stripe's page carries the Checkout Session's id as the last part of its address. */
export function sessionOf(pageUrl: string): string {
  return new URL(pageUrl).pathname.split("/").at(-1) ?? "";
}

type PayOutcome = {
  outcome: string;
  session: { status: string; subscription: string | null };
};

const RETURNS_RATE = 0.15;

/**
 * Presses Pay on Stripe's page, and notes it where it went through. Some payers come back to our thank-you page, which
 * settles by itself while the worker does.
 */
export async function pay(desk: Desk, asked: Asked, card: PayCard = {}): Promise<boolean> {
  const { stage, book, chances } = desk;
  const { outcome, session } = (await stage.stripe.pay(asked.sessionId, card)) as PayOutcome;
  if (outcome !== "complete") return false;
  book.paid.push({
    checkoutId: asked.checkoutId,
    sessionId: asked.sessionId,
    subscriptionId: session.subscription ?? undefined,
  });
  // whether the page answers is not looked at: the server may be dead at this moment
  if (chances.chance(RETURNS_RATE)) void fetch(asked.doneUrl, { signal: AbortSignal.timeout(20_000) }).catch(() => {});
  return true;
}

/** Cards of the day: most succeed, some ask the payer's bank, some are refused first, some misbehave when refunded. */
export async function payByCard(desk: Desk, asked: Asked, payer: { email: string; name: string }): Promise<boolean> {
  const { chances } = desk;
  if (chances.chance(0.04)) await pay(desk, asked, { ...payer, number: "4000000000000002" });
  const number = chances.from([
    ...Array<string>(14).fill("4242424242424242"),
    "5555555555554444",
    "4000002760003184",
    "4000000000007726",
    "4000000000005126",
    "4000000000005423",
  ]);
  return pay(desk, asked, { ...payer, number });
}

let payers = 0;

/** Somebody new. */
export function newPayer(): { email: string; name: string } {
  payers += 1;
  return { email: `payer-${payers}@reader.example`, name: `Payer ${payers} Example` };
}
