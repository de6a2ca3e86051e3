import { formatPence } from "#app/money/pence.ts";
import { whyMissed } from "#app/payments/decline.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findPromiseForLetter } from "./promise-facts.ts";

const FIRST = {
  card: "Your card did not go through. Nothing else changes.",
  "direct debit": "Your Direct Debit came back. Nothing else changes.",
  other: "A payment did not go through. Nothing else changes.",
};

/**
 * A monthly payment did not go through: once for each, however often it is tried. Nobody is told what is over by the
 * time the letter is written: what was paid meanwhile, or is asked for no more.
 */
export const instalmentMissed: LetterWriter = async ({ db, settings }, missedId) => {
  const missed = await db.selectFrom("missed_instalments").selectAll().where("id", "=", missedId).executeTakeFirst();
  const promise = missed && (await findPromiseForLetter(db, settings, missed));
  if (!promise?.email || missed?.state !== "open") return undefined;
  const { party } = settings;
  const confirm = missed.needs_action;
  const again = missed.next_try_at
    ? `It is tried again on ${formatDay(ukDay(missed.next_try_at))}.`
    : "It is not tried again by itself.";
  return {
    to: promise.email,
    from: "party",
    subject: `A payment did not go through: ${promise.reference}`,
    paragraphs: [
      confirm ? "Your bank wants you to confirm a payment. Nothing else changes." : FIRST[missed.method],
      `It is the ${formatPence(missed.amount_pence)} of ${formatDay(ukDay(missed.missed_at))} for your ${promise.name}, reference ${promise.reference}: ${whyMissed(missed)}. ${again}`,
      `${confirm ? "Confirm it" : "Pay it now, use another card"} or stop, here, without signing in: ${promise.url}`,
      afterwards(promise),
      `If it is too much at the moment, tell us: write to ${party.email} or call ${party.phone}.`,
    ],
  };
};

function afterwards({ kind, everPaid }: { kind: "donation" | "dues"; everPaid: boolean }): string {
  if (kind === "donation")
    return "If it does not go through in the end, your monthly donation stops and you owe nothing.";
  return everPaid
    ? "A payment that fails does not end your membership."
    : "Your application goes to a branch when your first dues have arrived.";
}
