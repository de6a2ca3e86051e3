import { sql } from "kysely";
import type { Site } from "#app/site.ts";
import { type Tx, transact } from "#db/client.ts";
import { findLiveMembership, tellAlreadyMember } from "./applications.ts";

/**
 * Tells someone who applied although a member already: by email, and once a day at most. Returns whether the answers
 * were a member's own: the name and the email that make them one person, and the postcode we hold as well. Only then is
 * nothing asked to be paid. Whoever knows less is led to payment like everybody, or the form would tell them who is a
 * member (reliability.md P17); what they pay is booked as owed back, and their second subscription ended.
 */
export async function tellIfMember(site: Site, applicationId: string, postcode: string): Promise<boolean> {
  return transact(site.db, async (tx) => {
    const person = await tx
      .selectFrom("applications")
      .innerJoin("contacts", "contacts.person_id", "applications.person_id")
      .select(["contacts.person_id as id", "contacts.postcode"])
      .where("applications.id", "=", applicationId)
      .executeTakeFirstOrThrow();
    const live = await findLiveMembership(tx, person.id);
    const told = await wasToldToday(tx, person.id);
    if (live && !told) await tellAlreadyMember(tx, applicationId);
    return live !== undefined && bare(person.postcode ?? "") === bare(postcode);
  });
}

const bare = (postcode: string) => postcode.toUpperCase().replace(/[^A-Z0-9]/gu, "");

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
