import { selfCheck } from "#db/self-check.ts";
import { openSite, start } from "../site.ts";

// `npm run check`: looks for what cannot be (db/self_check.sql). Exits with 1 where it finds anything.

await start(async () => {
  const { site, close } = openSite();
  try {
    const faults = await selfCheck(site.db);
    for (const { fault, what } of faults) console.log(`${fault}: ${what}`);
    console.log(faults.length === 0 ? "The books are sound." : `${faults.length} things that cannot be.`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await close();
  }
});
