import { sql } from "kysely";
import type { Tx } from "#db/client.ts";

type Wanted = { pamphlet_id: string; quantity: number };

/** Stock is always taken in the order of the pamphlets' ids, so that two baskets cannot wait for each other. */
const inOrder = (lines: readonly Wanted[]) => [...lines].sort((a, b) => (a.pamphlet_id < b.pamphlet_id ? -1 : 1));

/** A pamphlet that ran out while it was asked for, and how many are left. */
export class NotEnough extends Error {
  readonly pamphletId: string;
  readonly left: number;
  constructor(pamphletId: string, left: number) {
    super("not enough copies left");
    this.pamphletId = pamphletId;
    this.left = left;
  }
}

/** Holds copies for one unpaid order. One statement decides for each pamphlet. Throws `NotEnough`: roll back then. */
export async function reserve(tx: Tx, orderId: string, lines: readonly Wanted[]): Promise<void> {
  for (const { pamphlet_id, quantity } of inOrder(lines)) {
    const held = await tx
      .with("held", (shelf) =>
        shelf
          .updateTable("stock")
          .set({ reserved: sql<number>`reserved + ${quantity}` })
          .where("pamphlet_id", "=", pamphlet_id)
          .where(sql<boolean>`on_hand - reserved >= ${quantity}`)
          .returning("pamphlet_id"),
      )
      .insertInto("reservations")
      .columns(["order_id", "pamphlet_id", "quantity"])
      .expression((row) =>
        row
          .selectFrom("held")
          .select([sql<string>`${orderId}::uuid`.as("order_id"), "pamphlet_id"])
          .select(sql<number>`${quantity}::integer`.as("quantity")),
      )
      .executeTakeFirst();
    if (held.numInsertedOrUpdatedRows === 0n) {
      const left = await tx
        .selectFrom("stock")
        .select(sql<number>`on_hand - reserved`.as("left"))
        .where("pamphlet_id", "=", pamphlet_id)
        .executeTakeFirst();
      throw new NotEnough(pamphlet_id, left?.left ?? 0);
    }
  }
}

/** Gives held copies back to the shelf. A second call finds nothing to give back. */
export async function release(tx: Tx, orderId: string): Promise<void> {
  const freed = await tx
    .updateTable("reservations")
    .set({ state: "released" })
    .where("order_id", "=", orderId)
    .where("state", "=", "held")
    .returning(["pamphlet_id", "quantity"])
    .execute();
  for (const { pamphlet_id, quantity } of inOrder(freed)) {
    await tx
      .updateTable("stock")
      .set({ reserved: sql<number>`reserved - ${quantity}` })
      .where("pamphlet_id", "=", pamphlet_id)
      .execute();
  }
}

/** The held copies of a paid order leave the shelf. */
export async function sellHeld(tx: Tx, orderId: string): Promise<void> {
  const sold = await tx
    .updateTable("reservations")
    .set({ state: "sold" })
    .where("order_id", "=", orderId)
    .where("state", "=", "held")
    .returning(["pamphlet_id", "quantity"])
    .execute();
  for (const { pamphlet_id, quantity } of inOrder(sold)) {
    await tx
      .with("shelf", (row) =>
        row
          .updateTable("stock")
          .set({ reserved: sql<number>`reserved - ${quantity}`, on_hand: sql<number>`on_hand - ${quantity}` })
          .where("pamphlet_id", "=", pamphlet_id),
      )
      .insertInto("stock_moves")
      .values(saleOf(orderId, pamphlet_id, quantity))
      .execute();
  }
}

/**
 * Takes copies for an order whose reservation was given back before its money came. Returns false, having taken
 * nothing, where one of them is gone.
 */
export async function sellAgain(tx: Tx, orderId: string): Promise<boolean> {
  const lines = inOrder(
    await tx.selectFrom("order_lines").select(["pamphlet_id", "quantity"]).where("order_id", "=", orderId).execute(),
  );
  const shelf = await tx
    .selectFrom("stock")
    .selectAll()
    .where(
      "pamphlet_id",
      "in",
      lines.map((line) => line.pamphlet_id),
    )
    .orderBy("pamphlet_id")
    .forUpdate()
    .execute();
  const left = new Map(shelf.map((row) => [row.pamphlet_id, row.on_hand - row.reserved]));
  if (lines.some((line) => (left.get(line.pamphlet_id) ?? 0) < line.quantity)) return false;
  for (const { pamphlet_id, quantity } of lines) {
    await tx
      .updateTable("stock")
      .set({ on_hand: sql<number>`on_hand - ${quantity}` })
      .where("pamphlet_id", "=", pamphlet_id)
      .execute();
    await tx
      .updateTable("reservations")
      .set({ state: "sold" })
      .where("order_id", "=", orderId)
      .where("pamphlet_id", "=", pamphlet_id)
      .execute();
    await tx
      .insertInto("stock_moves")
      .values(saleOf(orderId, pamphlet_id, quantity))
      .execute();
  }
  return true;
}

function saleOf(orderId: string, pamphletId: string, quantity: number) {
  return {
    ...{ pamphlet_id: pamphletId, quantity: -quantity, order_id: orderId },
    ...{ reason: "sold" as const, actor: "settlement" },
  };
}
