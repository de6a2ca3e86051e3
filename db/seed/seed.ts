import { readOwnerUrl } from "#app/config/settings.ts";
import { connect } from "#db/client.ts";
import { tellingFaults } from "../telling-faults.ts";
import { seedEverything } from "./everything.ts";

await tellingFaults(async () => {
  const { db } = connect(readOwnerUrl(), 2);
  try {
    await seedEverything(db);
    console.log("the seed is in");
  } finally {
    await db.destroy();
  }
});
