import type { Logger } from "pino";
import { keepCompiled } from "./keep-compiled.ts";

// all else is loaded after this, or it would be compiled before anything is kept
keepCompiled();
const [{ faultCode }, { warnOfTalkativeDatabase }, { startWorker }, { onEnd, openSite, start }] = await Promise.all([
  import("#app/faults/fault-code.ts"),
  import("./database-log.ts"),
  import("./jobs.ts"),
  import("./site.ts"),
]);

const AGAIN_MS = 2_000;
/** What does not end within this time is left behind: it hangs on a connection that is gone. */
const LEAVE_BEHIND_MS = 10_000;

/** One stretch of work, from a fresh start to its end. */
type Shift = { end(): Promise<void> };

await start(async () => {
  let shift: Shift | undefined;
  let log: Logger | undefined;
  let ending = false;

  // each shift has connections of its own: after an outage nobody knows what the old ones are worth
  const begin = async (): Promise<void> => {
    if (ending) return;
    const { site, pool, close } = openSite();
    log = site.log;
    let over = false;
    try {
      const worker = await startWorker(site, pool, () => {
        over = true;
        void beginAgain();
      });
      shift = { end: () => worker.stop().finally(close) };
      site.log.info("the worker is at work");
      void warnOfTalkativeDatabase(site);
      if (over) void beginAgain();
    } catch (fault) {
      site.log.error({ code: faultCode(fault) }, "the worker could not start, and tries again");
      close().catch(() => {});
      setTimeout(begin, AGAIN_MS);
    }
  };

  // where the database went away, its lock went too: another worker may have it by now, so this one stops and queues
  const beginAgain = async (): Promise<void> => {
    const lost = shift;
    if (!lost) return;
    shift = undefined;
    await Promise.race([
      lost.end().catch(() => {}),
      new Promise((leave) => setTimeout(leave, LEAVE_BEHIND_MS).unref()),
    ]);
    if (!ending) setTimeout(begin, AGAIN_MS);
  };

  // the queue waits neither for its note of a job that is done nor for a connection it gives back: where one of them
  // fails, a job stays locked or the process would end. Nothing is known of the queue then, so it begins anew
  process.on("unhandledRejection", (fault) => {
    log?.error({ code: faultCode(fault) }, "the worker begins anew");
    void beginAgain();
  });
  onEnd(async () => {
    ending = true;
    await shift?.end();
  });
  await begin();
}, "log");
