import type { Reader } from "#db/client.ts";

/**
 * The outward code of a UK postcode: `E11 3DB` and `e113db` give `E11`. Undefined where it does not look like one;
 * nobody is refused for that.
 */
export function outwardCode(postcode: string): string | undefined {
  const bare = postcode.toUpperCase().replace(/\s+/g, "");
  return /^([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9][A-Z]{2}$/.exec(bare)?.[1];
}

/** The branch that covers a postcode; undefined means "no branch yet", which a person sorts out. */
export async function findBranch(db: Reader, postcode: string) {
  const code = outwardCode(postcode);
  if (!code) return undefined;
  return db
    .selectFrom("branch_postcodes")
    .innerJoin("branches", "branches.id", "branch_postcodes.branch_id")
    .select(["branches.id", "branches.name", "branches.meets"])
    .where("outward_code", "=", code)
    .executeTakeFirst();
}

/** The rates of dues offered now, lowest first. */
export function listRates(db: Reader) {
  return db.selectFrom("rates").selectAll().where("current", "=", true).orderBy("position").execute();
}
