import { selfCheck } from "#db/self-check.ts";
import { listTalkativeSettings } from "#db/server-log.ts";
import { openSite, start } from "../site.ts";

// `npm run check`: looks for what cannot be (db/self_check.sql), and for settings of the database server by which its own
// log would hold people's data. Exits with 1 where it finds anything of either.

await start(async () => {
  const { site, close } = openSite();
  try {
    const faults = await selfCheck(site.db);
    for (const { fault, what } of faults) console.log(`${fault}: ${what}`);
    console.log(faults.length === 0 ? "The books are sound." : `${faults.length} things that cannot be.`);
    const talkative = await listTalkativeSettings(site.db);
    for (const sentence of talkative) console.log(sentence);
    if (faults.length + talkative.length > 0) process.exitCode = 1;
  } finally {
    await close();
  }
});
