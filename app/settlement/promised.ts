import type { Selectable } from "kysely";
import type { Pence } from "#app/money/pence.ts";
import type { SeenInvoice } from "#app/payments/invoice.ts";
import { mirrorMissed } from "#app/payments/missed.ts";
import { earlierAmounts, type PromiseRef } from "#app/payments/promise-change.ts";
import type { SeenSubscription } from "#app/payments/subscription.ts";
import { isRowId } from "#app/references/row-id.ts";
import type { Site } from "#app/site.ts";
import { type Tx, transact } from "#db/client.ts";
import type { Applications, Checkouts, RecurringDonations } from "#db/types.ts";
import { DONE, type Outcome, parked } from "./outcome.ts";

/** What a subscription of ours is for. */
export type Promised =
  | { recurring: Selectable<RecurringDonations>; application?: undefined; checkout: Selectable<Checkouts> }
  | { application: Selectable<Applications>; recurring?: undefined; checkout: Selectable<Checkouts> };

/** The promise that a checkout of ours led to; undefined where it is none of ours, or was paid once only. */
export async function findPromise(site: Site, checkoutId: string | undefined): Promise<Promised | undefined> {
  if (!isRowId(checkoutId)) return undefined;
  const checkout = await site.db.selectFrom("checkouts").selectAll().where("id", "=", checkoutId).executeTakeFirst();
  if (checkout?.recurring_donation_id) {
    const recurring = await site.db
      .selectFrom("recurring_donations")
      .selectAll()
      .where("id", "=", checkout.recurring_donation_id)
      .executeTakeFirstOrThrow();
    return { recurring, checkout };
  }
  if (checkout?.application_id) {
    const application = await site.db
      .selectFrom("applications")
      .selectAll()
      .where("id", "=", checkout.application_id)
      .executeTakeFirstOrThrow();
    return { application, checkout };
  }
  return undefined;
}

/** A promise as it stands, its row locked until the transaction ends. */
type Standing = { of: PromiseRef; state: string; amountPence: Pence };

/** Undefined where no subscription of that id is mirrored for it. */
async function lockPromise(tx: Tx, promised: Promised, subscriptionId: string): Promise<Standing | undefined> {
  if (promised.recurring) {
    const row = await tx
      .selectFrom("recurring_donations")
      .select(["id", "state", "amount_pence"])
      .where("id", "=", promised.recurring.id)
      .where("stripe_subscription_id", "=", subscriptionId)
      .forUpdate()
      .executeTakeFirst();
    return row && { of: { recurring_donation_id: row.id }, state: row.state, amountPence: row.amount_pence };
  }
  // the person before the membership, as everywhere
  await tx
    .selectFrom("people")
    .select("id")
    .where("id", "=", promised.application.person_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const row = await tx
    .selectFrom("memberships")
    .select(["id", "state", "dues_pence"])
    .where("stripe_subscription_id", "=", subscriptionId)
    .forUpdate()
    .executeTakeFirst();
  return row && { of: { membership_id: row.id }, state: row.state, amountPence: row.dues_pence };
}

/**
 * True where a sum is what the promise asks, what its subscription asks now, or what it asked before: an invoice of an
 * older amount may be paid late. Locks the promise's row.
 */
export async function isPromisedSum(
  tx: Tx,
  promised: Promised,
  subscription: SeenSubscription,
  sum: Pence,
): Promise<boolean> {
  const standing = await lockPromise(tx, promised, subscription.id);
  return standing !== undefined && (await fits(tx, standing, subscription, sum));
}

async function fits(tx: Tx, standing: Standing, subscription: SeenSubscription, sum: Pence): Promise<boolean> {
  if (sum === standing.amountPence || sum === subscription.monthlyPence) return true;
  return (await earlierAmounts(tx, standing.of)).includes(sum);
}

/** Notes an invoice that is not paid: tried and failed, given up, or on its way. Money that came meanwhile goes first. */
export async function noteMissed(
  site: Site,
  promised: Promised,
  subscription: SeenSubscription,
  invoice: SeenInvoice,
): Promise<Outcome> {
  return transact(site.db, async (tx) => {
    const standing = await lockPromise(tx, promised, subscription.id);
    // a second subscription of one member is ended: nobody is asked for its money
    if (!standing || standing.state === "duplicate") return DONE;
    const paid = await tx.selectFrom("payments").select("id").where("invoice_id", "=", invoice.id).executeTakeFirst();
    if (paid) return DONE;
    if (invoice.missed && !(await fits(tx, standing, subscription, invoice.askedPence)))
      return parked("another sum is asked for than was promised");
    await mirrorMissed(tx, standing.of, invoice, standing.state === "cancelled");
    return DONE;
  });
}
