import type { Tx } from "#db/client.ts";

type Act = {
  /** Who: an officer by the id of their person, a command at the house's own keyboard, or a job by its name. */
  actor: `officer:${string}` | "command" | `job:${string}`;
  action: string;
  /** What it was done to, by kind and id: no name, no address. */
  object: string;
  /** The names of the fields that changed, never their contents. */
  fields?: string[];
};

/**
 * Puts on record who did what, in the transaction that does it. The database numbers and chains the rows, and refuses
 * to change or remove one. Call it last: everybody who writes here waits for everybody else.
 */
export async function noteAct(tx: Tx, act: Act): Promise<void> {
  await tx
    .insertInto("audit_log")
    .values({
      actor: act.actor,
      action: act.action,
      object: act.object,
      fields: act.fields ?? [],
      // filled in by the database from the head row, under its lock
      seq: 0,
      at: new Date(),
      prev: Buffer.alloc(0),
      hash: Buffer.alloc(0),
    })
    .execute();
}
