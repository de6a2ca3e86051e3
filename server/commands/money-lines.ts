import { formatPence, NOTHING, type Pence } from "#app/money/pence.ts";
import type { TieOut } from "#app/settlement/tie-out.ts";

/** A sum that may be nothing: `0p`. */
const sumOf = (pence: Pence) => (pence === NOTHING ? "0p" : formatPence(pence));

/** The one line that says whether the books agree with Stripe. */
export function moneyLine(books: TieOut): string {
  return `Stripe ${sumOf(books.stripePence)} · ledger ${sumOf(books.ledgerPence)} · difference ${sumOf(books.differencePence)}`;
}

/** What explains a difference, and what stands in suspense; a line each, none where there is nothing to say. */
export function explanations(books: TieOut): string[] {
  const lines = books.explained.map((one) => `  ${sumOf(one.pence)}: ${one.count} ${one.what}`);
  if (books.unexplainedPence !== NOTHING) lines.push(`  ${sumOf(books.unexplainedPence)}: NOTHING EXPLAINS IT`);
  if (books.suspensePence !== NOTHING)
    lines.push(`  In suspense, at Stripe and not placed: ${sumOf(books.suspensePence)}`);
  return lines;
}
