import { sql } from "kysely";
import type { Site } from "#app/site.ts";
import { type Tx, transact } from "#db/client.ts";
import { findLiveMembership, tellAlreadyMember } from "./applications.ts";

/**
 * Tells someone who applied although a member already: by email, and once a day at most. The page does not differ by
 * it: they are led to payment like everybody, or the form would tell anybody who tries a name who is a member
 * (reliability.md P17). Should they pay, settlement ends the second subscription and books the money as owed back.
 */
export async function tellIfMember(site: Site, applicationId: string): Promise<void> {
  await transact(site.db, async (tx) => {
    const { person_id } = await tx
      .selectFrom("applications")
      .select("person_id")
      .where("id", "=", applicationId)
      .executeTakeFirstOrThrow();
    if ((await findLiveMembership(tx, person_id)) && !(await wasToldToday(tx, person_id)))
      await tellAlreadyMember(tx, applicationId);
  });
}

async function wasToldToday(tx: Tx, personId: string): Promise<boolean> {
  const letter = await tx
    .selectFrom("outbox")
    .innerJoin("applications", "applications.id", "outbox.ref_id")
    .select("outbox.id")
    .where("outbox.letter", "=", "already-a-member")
    .where("applications.person_id", "=", personId)
    .where("outbox.created_at", ">", sql<Date>`now() - interval '1 day'`)
    .executeTakeFirst();
  return letter !== undefined;
}
