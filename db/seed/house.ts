import { pence } from "#app/money/pence.ts";
import type { Db } from "#db/client.ts";

/** What a volunteer would type into a new house: postage, rates of dues, branches. Samples, to be replaced. */

const POSTAGE = [
  ["Letter", 100, 110],
  ["Large letter", 250, 200],
  ["Large letter", 750, 290],
  ["Small parcel", 2000, 399],
] as const;

const RATES = [
  ["unwaged", "Unwaged or student", 200],
  ["low-paid", "Part-time or low paid", 500],
  ["waged", "Waged", 1200],
  ["solidarity", "Solidarity", 2500],
] as const;

const BRANCHES = [
  [
    "east-london",
    "East London",
    "Thursdays, 7 pm",
    ["E1", "E2", "E3", "E5", "E7", "E8", "E9", "E10", "E11", "E15", "E17"],
  ],
  ["leeds", "Leeds", "Tuesdays, 7.30 pm", ["LS1", "LS2", "LS3", "LS4", "LS6", "LS7", "LS8", "LS9", "LS11", "LS12"]],
  ["cardiff", "Cardiff", "Wednesdays, 7 pm", ["CF10", "CF11", "CF14", "CF24", "CF5"]],
] as const;

export async function seedHouse(db: Db): Promise<void> {
  await db
    .insertInto("postage_bands")
    .values(
      POSTAGE.map(([name, up_to_grams, postage]) => ({
        name,
        up_to_grams,
        postage_pence: pence(postage),
        effective_from: "2024-01-01",
        source: "Sample prices: enter the carrier’s own before opening",
      })),
    )
    .onConflict((same) => same.columns(["up_to_grams", "effective_from"]).doNothing())
    .execute();
  await db
    .insertInto("rates")
    .values(RATES.map(([slug, name, dues], i) => ({ slug, name, amount_pence: pence(dues), position: i + 1 })))
    .onConflict((same) => same.column("slug").doNothing())
    .execute();
  for (const [slug, name, meets, codes] of BRANCHES) {
    await db
      .insertInto("branches")
      .values({ slug, name, meets })
      .onConflict((same) => same.column("slug").doNothing())
      .execute();
    const { id } = await db.selectFrom("branches").select("id").where("slug", "=", slug).executeTakeFirstOrThrow();
    await db
      .insertInto("branch_postcodes")
      .values(codes.map((outward_code) => ({ outward_code, branch_id: id })))
      .onConflict((same) => same.column("outward_code").doNothing())
      .execute();
  }
}
