import { queueLetter } from "#app/mail/outbox.ts";
import { formatPence } from "#app/money/pence.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { Reader, Tx } from "#db/client.ts";
import { whyMissed } from "./decline.ts";
import type { SeenInvoice } from "./invoice.ts";
import type { PromiseRef } from "./promise-change.ts";
import { saidBefore } from "./said-before.ts";

/**
 * Mirrors a monthly payment that did not go through, as Stripe has it now: one row for each invoice that ever failed,
 * and one letter, however often Stripe tries. The promise's row has to be locked, and the invoice not to be paid for in
 * our rows: a late answer would open it again. `over`: its promise has ended, so nobody asks for it any more.
 */
export async function mirrorMissed(tx: Tx, of: PromiseRef, invoice: SeenInvoice, over: boolean): Promise<void> {
  const { missed } = invoice;
  const state = over || invoice.closed ? ("given_up" as const) : ("open" as const);
  const known = await tx
    .selectFrom("missed_instalments")
    .selectAll()
    .where("invoice_id", "=", invoice.id)
    .forUpdate()
    .executeTakeFirst();
  if (known) {
    if (known.state === "paid" || known.mirrored_at > invoice.askedAt) return;
    // a closed invoice no longer tells why it failed
    const why = missed && !invoice.closed ? columns(missed) : { next_try_at: null };
    if (saidBefore(known, { state, on_its_way: invoice.onItsWay, ...why })) return;
    await tx
      .updateTable("missed_instalments")
      .set({ state, mirrored_at: invoice.askedAt, on_its_way: invoice.onItsWay, ...why })
      .where("id", "=", known.id)
      .execute();
    return;
  }
  if (!missed) return;
  const { id } = await tx
    .insertInto("missed_instalments")
    .values({
      ...of,
      ...columns(missed),
      invoice_id: invoice.id,
      amount_pence: invoice.askedPence,
      state,
      mirrored_at: invoice.askedAt,
      missed_at: invoice.createdAt,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  if (state === "open") await queueLetter(tx, "instalment-missed", id);
}

function columns(missed: NonNullable<SeenInvoice["missed"]>) {
  return {
    tries: missed.tries,
    needs_action: missed.needsAction,
    next_try_at: missed.nextTryAt,
    method: missed.method,
    failure_code: missed.failureCode,
  };
}

/** The money of an invoice came after all. Nothing where it never failed. */
export async function closeMissed(tx: Tx, invoiceId: string): Promise<void> {
  await tx
    .updateTable("missed_instalments")
    .set({ state: "paid", next_try_at: null, on_its_way: false })
    .where("invoice_id", "=", invoiceId)
    .where("state", "<>", "paid")
    .execute();
}

/** A promise has ended: what is open of it is asked for no more. */
export async function giveUpMissed(tx: Tx, of: PromiseRef): Promise<void> {
  const update = tx.updateTable("missed_instalments").set({ state: "given_up", next_try_at: null });
  const mine =
    "membership_id" in of
      ? update.where("membership_id", "=", of.membership_id)
      : update.where("recurring_donation_id", "=", of.recurring_donation_id);
  await mine.where("state", "=", "open").execute();
}

/** What is open of a promise, the oldest first. */
export function listMissed(db: Reader, of: PromiseRef) {
  const all = db.selectFrom("missed_instalments").selectAll().where("state", "=", "open").orderBy("missed_at");
  return "membership_id" in of
    ? all.where("membership_id", "=", of.membership_id).execute()
    : all.where("recurring_donation_id", "=", of.recurring_donation_id).execute();
}

type Row = Awaited<ReturnType<typeof listMissed>>[number];

/** One payment that is open, in the words of the page on which it is paid. */
export function describeMissed(row: Row) {
  return {
    id: row.id,
    amount: formatPence(row.amount_pence),
    on: formatDay(ukDay(row.missed_at)),
    why: whyMissed(row),
    again: row.next_try_at ? formatDay(ukDay(row.next_try_at)) : undefined,
    confirm: row.needs_action,
    onItsWay: row.on_its_way,
  };
}
