import type { Selectable } from "kysely";
import { formatPence } from "#app/money/pence.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { PromiseChanges } from "#db/types.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findPromiseForLetter, type PromiseFacts } from "./promise-facts.ts";

/**
 * Confirms what changed about a monthly promise, whoever changed it: an end to come, a pause, another amount, or that it
 * goes on after all. Nothing is said that is not so any more when the letter is written.
 */
export const promiseChanged: LetterWriter = async ({ db, settings }, changeId) => {
  const change = await db.selectFrom("promise_changes").selectAll().where("id", "=", changeId).executeTakeFirst();
  if (!change) return undefined;
  const promise = await findPromiseForLetter(db, settings, change);
  if (!promise?.email || promise.state === "cancelled") return undefined;
  const sentence = say(change, promise);
  if (!sentence) return undefined;
  const { party } = settings;
  return {
    to: promise.email,
    from: "party",
    subject: `${change.kind === "end_later" ? "Ending" : "Changed"}: ${promise.reference}`,
    paragraphs: [
      sentence,
      `${change.kind === "end_later" ? "Until then you can take it back" : "Look after it or stop it"}, here, without signing in: ${promise.url}`,
      `If this was not you, write to ${party.email} or call ${party.phone}.`,
    ],
  };
};

function say(change: Selectable<PromiseChanges>, promise: PromiseFacts): string | undefined {
  const asked = change.origin === "payer" ? ", as you asked" : "";
  const amount = formatPence(promise.amountPence);
  const what = `Your ${promise.name} of ${amount}, reference ${promise.reference},`;
  const [is, goes] = promise.kind === "dues" ? ["are", "go on"] : ["is", "goes on"];
  const on = (moment: Date | null) => (moment ? formatDay(ukDay(moment)) : undefined);
  switch (change.kind) {
    case "end_later": {
      const day = on(promise.endsAt);
      if (!day) return undefined;
      if (promise.kind === "donation") return `${what} ends on ${day}${asked}. No more is taken.`;
      return change.origin === "payer"
        ? `Your membership ends on ${day}${asked}, and with it your dues of ${amount}, reference ${promise.reference}. No more is taken.`
        : `Your dues of ${amount}, reference ${promise.reference}, end on ${day}. No more is taken.`;
    }
    case "pause": {
      if (promise.state !== "paused") return undefined;
      const day = on(promise.pausedUntil);
      return `${what} ${is} paused${asked}. Nothing is taken ${day ? `before ${day}; after that, ${amount} each month again` : "until somebody starts it again"}.`;
    }
    case "keep":
    case "resume": {
      if (promise.endsAt || promise.state === "paused") return undefined;
      const day = on(promise.nextAt);
      return `${what} ${goes}${asked}.${day ? ` The next payment is on ${day}.` : ""}`;
    }
    case "amount":
      if (!change.amount_pence || !change.before_pence) return undefined;
      return `From the next payment on, ${formatPence(change.amount_pence)} is taken each month${asked}, instead of ${formatPence(change.before_pence)}. It is for your ${promise.name}, reference ${promise.reference}.`;
    case "end":
      return undefined;
  }
}
