import { faultCode } from "#app/faults/fault-code.ts";
import { startWorker } from "./jobs.ts";
import { onEnd, openSite, start } from "./site.ts";

const AGAIN_MS = 2_000;

await start(async () => {
  const { site, pool, close } = openSite();
  let worker: { stop(): Promise<void> } | undefined;
  let ending = false;

  // where the database went away, its lock went too: another worker may have it by now, so this one stops and queues
  const work = async (): Promise<void> => {
    if (ending) return;
    try {
      worker = await startWorker(site, pool, () => void again());
      site.log.info("the worker is at work");
    } catch (fault) {
      site.log.error({ code: faultCode(fault) }, "the worker could not start, and tries again");
      setTimeout(work, AGAIN_MS);
    }
  };
  const again = async (): Promise<void> => {
    await worker?.stop().catch(() => {});
    worker = undefined;
    if (!ending) setTimeout(work, AGAIN_MS);
  };

  onEnd(async () => {
    ending = true;
    await worker?.stop();
    await close();
  });
  await work();
});
