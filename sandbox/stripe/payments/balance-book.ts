import type { Store } from "../store/store.ts";
import type { BalanceTransaction } from "../wire.ts";

type Bucket = { net: number; ids: Set<string> };

/**
 * What Stripe owes us, by the second each sum becomes available. Kept as transactions are made, so that neither the
 * balance nor a payout walks through all of them.
 */
export class BalanceBook {
  readonly #store: Store;
  #buckets = new Map<number, Bucket>();

  constructor(store: Store) {
    this.#store = store;
    this.reload();
  }

  /** Rebuilds the book from the store, after a start or a reset. */
  reload(): void {
    this.#buckets = new Map();
    const paidOut = this.#store.table("paid_out");
    for (const row of this.#store.table("balance_transaction").values()) if (!paidOut.get(row.id)) this.add(row);
  }

  add(transaction: BalanceTransaction): void {
    const bucket = this.#buckets.get(transaction.available_on) ?? { net: 0, ids: new Set<string>() };
    bucket.net += transaction.net;
    bucket.ids.add(transaction.id);
    this.#buckets.set(transaction.available_on, bucket);
  }

  /** Takes out one transaction that a payout has carried away. */
  takeOut(transaction: BalanceTransaction): void {
    const bucket = this.#buckets.get(transaction.available_on);
    if (!bucket?.ids.delete(transaction.id)) return;
    bucket.net -= transaction.net;
    if (bucket.ids.size === 0) this.#buckets.delete(transaction.available_on);
  }

  /** Sums in pence at a virtual second. */
  balance(now: number): { available: number; pending: number } {
    let available = 0;
    let pending = 0;
    for (const [due, bucket] of this.#buckets) {
      if (due <= now) available += bucket.net;
      else pending += bucket.net;
    }
    return { available, pending };
  }

  /** Takes out every available transaction not yet paid out; the caller links them to a payout. */
  takeAvailable(now: number): string[] {
    const ids: string[] = [];
    for (const [due, bucket] of this.#buckets) {
      if (due > now) continue;
      ids.push(...bucket.ids);
      this.#buckets.delete(due);
    }
    return ids;
  }
}
