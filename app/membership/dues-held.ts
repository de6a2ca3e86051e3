import { minus, type Pence, sum } from "#app/money/pence.ts";
import { addDays } from "#app/time/clock.ts";
import type { Tx } from "#db/client.ts";
import { firstFreeDay } from "./dues.ts";

/**
 * Sees to it that dues of which no penny is left buy no day, and that those whose money came back buy theirs again:
 * the same days where they are still free, else the days that follow. Returns false for a payment that bought none.
 * Money counts as gone once a refund has left, and while a bank holds it in a dispute.
 */
export async function holdDues(tx: Tx, paymentId: string): Promise<boolean> {
  const dues = await tx.selectFrom("dues").selectAll().where("payment_id", "=", paymentId).executeTakeFirst();
  if (!dues) return false;
  const gone = (await keptOf(tx, paymentId)) <= 0;
  if (gone === dues.void) return true;
  const [from = "", to = ""] = dues.term.slice(1, -1).split(",");
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  const start = gone ? from : await firstFreeDay(tx, dues.person_id, from, days);
  await tx
    .updateTable("dues")
    .set({ void: gone, term: `[${start},${addDays(start, days)})` })
    .where("id", "=", dues.id)
    .execute();
  return true;
}

/** What is left of a payment: what came, less what went back, less what a bank has taken. */
async function keptOf(tx: Tx, paymentId: string): Promise<Pence> {
  const { amount_pence } = await tx
    .selectFrom("payments")
    .select("amount_pence")
    .where("id", "=", paymentId)
    .executeTakeFirstOrThrow();
  const refunds = await tx
    .selectFrom("refunds")
    .select("amount_pence")
    .where("payment_id", "=", paymentId)
    .where("state", "in", ["pending", "succeeded"])
    .execute();
  const disputes = await tx
    .selectFrom("disputes")
    .select("amount_pence")
    .where("payment_id", "=", paymentId)
    .where("state", "in", ["open", "lost"])
    .execute();
  return minus(amount_pence, sum(...[...refunds, ...disputes].map((row) => row.amount_pence)));
}
