import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("a statement is prepared once; one that gives all columns is not, and outlives a migration", async () => {
  const { db } = connect(database.appUrl, 1);
  try {
    const named = () => db.selectFrom("postage_bands").select(["name"]).where("up_to_grams", ">", 0).execute();
    const whole = () => db.selectFrom("postage_bands").selectAll().where("up_to_grams", ">", 0).execute();
    for (const ask of [named, named, whole, whole]) await ask();
    const prepared = await db
      .withTables<{ pg_prepared_statements: { statement: string } }>()
      .selectFrom("pg_prepared_statements")
      .select("statement")
      .where("statement", "like", '%from "postage_bands"%')
      .execute();
    expect(prepared.map(({ statement }) => statement)).toEqual([
      'select "name" from "postage_bands" where "up_to_grams" > $1',
    ]);

    await database.owner.query("alter table postage_bands add column in_colour text");
    expect(await named()).not.toHaveLength(0);
    expect((await whole())[0]).toHaveProperty("in_colour");
  } finally {
    await db.destroy();
  }
});
