import { readOwnerUrl } from "#app/config/settings.ts";
import { migrate } from "./migrations.ts";
import { tellingFaults } from "./telling-faults.ts";

await tellingFaults(async () => {
  const applied = await migrate(readOwnerUrl());
  console.log(applied.length === 0 ? "the database is up to date" : `applied ${applied.join(", ")}`);
});
