import { noteAct } from "#app/people/audit.ts";
import type { Clock } from "#app/time/clock.ts";
import { type Db, type Reader, transact } from "#db/client.ts";

/** A keeper has paused gifts: none may be begun. What was begun before goes on. */
export class GiftsPaused extends Error {}

type House = { db: Db; clock: Clock };

/** The pause in force, with who began it, when and why; undefined while gifts are taken. Every instance reads one row. */
export function findGiftPause(db: Reader) {
  return db
    .selectFrom("gift_pauses")
    .select(["id", "paused_at", "paused_by", "why"])
    .where("resumed_at", "is", null)
    .executeTakeFirst();
}

/** Pauses gifts from this moment on, and puts it on record. False where they are paused already. */
export async function pauseGifts({ db, clock }: House, by: string, why: string): Promise<boolean> {
  return transact(db, async (tx) => {
    const pause = await tx
      .insertInto("gift_pauses")
      .values({ paused_at: clock.now(), paused_by: by, why })
      .onConflict((paused) => paused.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!pause) return false;
    await noteAct(tx, { actor: "command", action: "gifts paused", object: `gift pause ${pause.id}` });
    return true;
  });
}

/** Takes gifts again. False where they are not paused. */
export async function resumeGifts({ db, clock }: House, by: string): Promise<boolean> {
  return transact(db, async (tx) => {
    const pause = await tx
      .updateTable("gift_pauses")
      .set({ resumed_at: clock.now(), resumed_by: by })
      .where("resumed_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!pause) return false;
    await noteAct(tx, { actor: "command", action: "gifts resumed", object: `gift pause ${pause.id}` });
    return true;
  });
}

/** The checkouts of gifts whose pages at Stripe are open still: they can be paid until they end. */
export async function listOpenGifts(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom("checkouts")
    .select("id")
    .where("state", "=", "open")
    .where((e) => e.or([e("donation_offer_id", "is not", null), e("recurring_donation_id", "is not", null)]))
    .orderBy("created_at")
    .execute();
  return rows.map(({ id }) => id);
}
