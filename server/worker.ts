import { startWorker } from "./jobs.ts";
import { onEnd, openSite, start } from "./site.ts";

await start(async () => {
  const { site, pool, close } = openSite();
  const worker = await startWorker(site, pool);
  site.log.info("the worker is at work");
  onEnd(async () => {
    await worker.stop();
    await close();
  });
});
