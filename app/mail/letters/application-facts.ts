import type { Reader } from "#db/client.ts";

/** What the letters about an application tell: its reference, its dues, its branch, and the applicant's email. */
export function findApplicationForLetter(db: Reader, applicationId: string) {
  return db
    .selectFrom("applications")
    .innerJoin("contacts", "contacts.person_id", "applications.person_id")
    .leftJoin("branches", "branches.id", "applications.branch_id")
    .select([
      "applications.id",
      "applications.public_ref",
      "applications.dues_pence",
      "applications.wants_contact_about_paying",
      "contacts.email",
      "branches.name as branch",
    ])
    .where("applications.id", "=", applicationId)
    .executeTakeFirst();
}
