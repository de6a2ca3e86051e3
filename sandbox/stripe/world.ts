import type { Clock } from "./clock.ts";
import type { BalanceBook } from "./payments/balance-book.ts";
import type { Schedule } from "./schedule.ts";
import type { Store } from "./store/store.ts";

/** What happens to a subscription when the last retry of a payment has failed; a Dashboard setting at Stripe. */
export type DunningEnd = "cancel" | "unpaid" | "past_due";

/** Everything one stand-in is made of, handed to every function that reads or changes it. */
export type World = {
  readonly store: Store;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly book: BalanceBook;
  readonly publicUrl: () => string;
  readonly dunningEnd: DunningEnd;
  /** The API request being run; null for a hosted page or the clock. Named in the events it causes. */
  request: { id: string; idempotencyKey: string | null } | null;
  /** Records an event about an object as it is now and queues its deliveries. `previous` holds changed values. */
  emit(type: string, object: { id?: string; object: string }, previous?: Record<string, unknown>): void;
};

/** One call of the API: the id in its path, any second id, and its decoded parameters. */
export type Call<Params> = { id: string; parent: string; params: Params };

/** Answers one operation: one object, or a page of a list. Throws `Refusal`. */
export type Handler<Params> = (world: World, call: Call<Params>) => object;
export type Handlers = Readonly<Record<string, Handler<never>>>;
