import type { Insertable, Selectable } from "kysely";
import { queueLetter } from "#app/mail/outbox.ts";
import type { Pence } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";
import type { PromiseChanges } from "#db/types.ts";
import type { Wish } from "./promise-wish.ts";
import type { SeenSubscription } from "./subscription.ts";

/** One of the two kinds of monthly promise. */
export type PromiseRef = { recurring_donation_id: string } | { membership_id: string };

/** How a promise stood before news of it. */
export type Stood = { state: string; amountPence: Pence; endsAt: Date | null; pausedUntil: Date | null };

/** For how long a wish that Stripe never confirmed is taken to be the same one: the life of an idempotency key. */
const FRESH_MS = 23 * 3600 * 1000;

/**
 * Writes down what somebody wishes, to be committed before Stripe is called. Wished again before it came true it is the
 * same wish. The promise's row has to be locked; `amount` is what it asks for now. Returns the id of the change.
 */
export async function askChange(tx: Tx, of: PromiseRef, amount: Pence, wish: Wish, now: Date): Promise<string> {
  const open = await listOpen(tx, of, now);
  const same = open.find((change) => isWish(change, wish));
  if (same) return same.id;
  const { id } = await tx
    .insertInto("promise_changes")
    .values({ ...of, ...rowFor(wish, amount), origin: "payer", asked_at: now })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * Notes what changed about a promise, in the transaction that mirrors it: a wish of ours that has come true, or what was
 * done at Stripe. The payer is told by letter once for each; payments that go on by themselves after a pause are none.
 */
export async function noteChanges(tx: Tx, of: PromiseRef, stood: Stood, seen: SeenSubscription): Promise<void> {
  const now = seen.askedAt;
  const open = await listOpen(tx, of, now);
  const true_ = open.filter((change) => hasComeTrue(change, seen));
  const news = differences(stood, seen);
  for (const change of true_) {
    await tx.updateTable("promise_changes").set({ done_at: now }).where("id", "=", change.id).execute();
    // wished again after it had come true: it was so before, and was told then
    const isNews = news.some((wish) => wish.kind === change.kind);
    if (isNews) await queueLetter(tx, "promise-changed", change.id);
  }
  for (const wish of news) {
    if (true_.some((change) => change.kind === wish.kind)) continue;
    const { id } = await tx
      .insertInto("promise_changes")
      .values({ ...of, ...rowFor(wish, stood.amountPence), origin: "stripe", asked_at: now, done_at: now })
      .returning("id")
      .executeTakeFirstOrThrow();
    if (wish.kind !== "resume") await queueLetter(tx, "promise-changed", id);
  }
}

/** True where what is wished is so. */
export function isSo(wish: Wish, seen: SeenSubscription): boolean {
  return hasComeTrue(rowOf(wish), seen);
}

/** What a promise has ever asked for a month, apart from what it asks now: an older invoice may still be paid. */
export async function earlierAmounts(tx: Tx, of: PromiseRef): Promise<Pence[]> {
  const rows = await ofPromise(tx, of)
    .select("before_pence")
    .where("kind", "=", "amount")
    .where("done_at", "is not", null)
    .execute();
  return rows.map((row) => row.before_pence).filter((pence) => pence !== null);
}

function ofPromise(tx: Tx, of: PromiseRef) {
  return "membership_id" in of
    ? tx.selectFrom("promise_changes").where("membership_id", "=", of.membership_id)
    : tx.selectFrom("promise_changes").where("recurring_donation_id", "=", of.recurring_donation_id);
}

function listOpen(tx: Tx, of: PromiseRef, now: Date): Promise<Selectable<PromiseChanges>[]> {
  return ofPromise(tx, of)
    .selectAll()
    .where("done_at", "is", null)
    .where("asked_at", ">", new Date(now.getTime() - FRESH_MS))
    .orderBy("asked_at")
    .execute();
}

function rowFor(wish: Wish, amount: Pence): Change & Pick<Insertable<PromiseChanges>, "before_pence"> {
  return { ...rowOf(wish), before_pence: wish.kind === "amount" ? amount : null };
}

function rowOf(wish: Wish): Change {
  return {
    kind: wish.kind,
    until_at: wish.kind === "pause" ? wish.until : null,
    amount_pence: wish.kind === "amount" ? wish.pence : null,
  };
}

type Change = Pick<Selectable<PromiseChanges>, "kind" | "until_at" | "amount_pence">;

function isWish(change: Change, wish: Wish): boolean {
  const wished = rowOf(wish);
  return (
    change.kind === wished.kind &&
    isSame(change.until_at, wished.until_at) &&
    change.amount_pence === wished.amount_pence
  );
}

function hasComeTrue(change: Change, seen: SeenSubscription): boolean {
  if (seen.state === "cancelled") return change.kind === "end" || change.kind === "end_later";
  switch (change.kind) {
    case "end":
      return false;
    case "end_later":
      return seen.endsAt !== null;
    case "keep":
      return seen.endsAt === null;
    case "pause":
      return seen.state === "paused" && isSame(change.until_at, seen.pausedUntil);
    case "resume":
      return seen.state !== "paused";
    case "amount":
      return seen.monthlyPence === change.amount_pence;
  }
}

function differences(stood: Stood, seen: SeenSubscription): Wish[] {
  if (seen.state === "cancelled") return [];
  const wishes: Wish[] = [];
  if (seen.monthlyPence !== undefined && seen.monthlyPence !== stood.amountPence)
    wishes.push({ kind: "amount", pence: seen.monthlyPence });
  if (!stood.endsAt && seen.endsAt) wishes.push({ kind: "end_later" });
  if (stood.endsAt && !seen.endsAt) wishes.push({ kind: "keep" });
  const wasPaused = stood.state === "paused";
  if (seen.state === "paused" && !(wasPaused && isSame(stood.pausedUntil, seen.pausedUntil)))
    wishes.push({ kind: "pause", until: seen.pausedUntil });
  if (wasPaused && seen.state !== "paused") wishes.push({ kind: "resume" });
  return wishes;
}

/** Stripe counts in whole seconds. */
function isSame(a: Date | null, b: Date | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.floor(a.getTime() / 1000) === Math.floor(b.getTime() / 1000);
}
