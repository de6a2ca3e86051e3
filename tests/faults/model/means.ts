import type { PayCard } from "#sandbox/stripe/stripe-sandbox.ts";

/** What somebody pays with, and how it behaves: the test cards and accounts of Stripe, in the model's words. */
export type Means = {
  name: string;
  typed: PayCard;
  by: "card" | "bank";
  /** Nothing is taken, and the page stays open. */
  refused?: true;
  /** The bank sends every collection back. */
  bounces?: true;
  /** Working days until a bank has collected. */
  days?: number;
  /** The bank takes it back a day after it came. */
  takenBack?: true;
  /** How money that is sent back behaves. A bank's is always on its way for days. */
  refund?: "slow" | "fails";
};

export const CARD: Means = { name: "a card", typed: { number: "4242424242424242" }, by: "card" };

export const CARDS: readonly Means[] = [
  CARD,
  { name: "a card that asks the bank", typed: { number: "4000002500003155" }, by: "card" },
  {
    name: "a card whose bank says no",
    typed: { number: "4000002500003155", threeDSecure: "fail" },
    by: "card",
    refused: true,
  },
  {
    name: "a card, left at the bank's question",
    typed: { number: "4000002500003155", threeDSecure: "leave" },
    by: "card",
    refused: true,
  },
  { name: "a declined card", typed: { number: "4000000000000002" }, by: "card", refused: true },
  { name: "a card with slow refunds", typed: { number: "4000000000007726" }, by: "card", refund: "slow" },
  { name: "a card with failing refunds", typed: { number: "4000000000005126" }, by: "card", refund: "fails" },
];

export const BANKS: readonly Means[] = [
  { name: "Direct Debit", typed: { bacsAccount: "00012345" }, by: "bank", days: 4 },
  { name: "slow Direct Debit", typed: { bacsAccount: "90012345" }, by: "bank", days: 7 },
  { name: "Direct Debit without money", typed: { bacsAccount: "22222227" }, by: "bank", days: 4, bounces: true },
  { name: "Direct Debit without right", typed: { bacsAccount: "33333335" }, by: "bank", days: 4, bounces: true },
  { name: "Direct Debit taken back", typed: { bacsAccount: "55555559" }, by: "bank", days: 4, takenBack: true },
];

/** Pence that Stripe keeps: 1.5 % and 20p of a card; 1 % of a Direct Debit, 20p at least. Half a penny goes up. */
export function feeOf(pence: number, by: Means["by"]): number {
  const part = by === "card" ? { of: 15, and: 20 } : { of: 10, and: 0 };
  const share = (pence * part.of - ((pence * part.of) % 1000)) / 1000 + ((pence * part.of) % 1000 >= 500 ? 1 : 0);
  return by === "card" ? share + part.and : Math.max(20, share);
}

/** What a dispute costs, won or lost. */
export const DISPUTE_FEE = 2_000;
