import { sql } from "kysely";
import type { Reader } from "#db/client.ts";

/**
 * What the letters about a step of the arrears ladder tell. Undefined where its gap in the dues has closed since, or
 * nothing is asked for any more: then nobody is written to.
 */
export function findStepForLetter(db: Reader, stepId: string) {
  return db
    .selectFrom("ladder_steps_taken as taken")
    .innerJoin("standings", (join) =>
      join
        .onRef("standings.person_id", "=", "taken.person_id")
        .onRef("standings.missed_from", "=", "taken.missed_from"),
    )
    .leftJoin("arrears_ladder", "arrears_ladder.step_no", "taken.step_no")
    .leftJoin("memberships", "memberships.id", "taken.membership_id")
    .leftJoin("applications", (join) =>
      join.on(
        "applications.id",
        "=",
        // dues that came without a promise: what the person asked for last
        sql<string>`coalesce(memberships.application_id, (select a.id from applications a
          where a.person_id = taken.person_id and a.state in ('waiting', 'accepted')
          order by a.created_at desc limit 1))`,
      ),
    )
    .leftJoin("contacts", "contacts.person_id", "taken.person_id")
    .select([
      "taken.id",
      "taken.name as step",
      "standings.reason",
      "arrears_ladder.said",
      "applications.id as application_id",
      "applications.public_ref",
      "contacts.email",
    ])
    .where("taken.id", "=", stepId)
    .executeTakeFirst();
}

type Facts = NonNullable<Awaited<ReturnType<typeof findStepForLetter>>>;

/** The application whose link pays the dues, where there is one. */
export function applicationOf({ application_id, public_ref }: Facts): { id: string; public_ref: string } | undefined {
  return application_id && public_ref ? { id: application_id, public_ref } : undefined;
}
