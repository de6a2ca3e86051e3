import { readOwnerUrl } from "#app/config/settings.ts";
import { connect } from "#db/client.ts";
import { seedEverything } from "./everything.ts";

const { db } = connect(readOwnerUrl(), 2);
try {
  await seedEverything(db);
  console.log("the seed is in");
} finally {
  await db.destroy();
}
