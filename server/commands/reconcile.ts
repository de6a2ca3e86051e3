import { setTimeout as wait } from "node:timers/promises";
import { type Reconciled, reconcile } from "#app/jobs/reconcile.ts";
import { openSite, start } from "../site.ts";
import { explanations, moneyLine } from "./money-lines.ts";
import { progressBar } from "./progress-bar.ts";

// `npm run reconcile`: walks Stripe's lists now. Ends with one line; `--json` makes that line JSON. Exits with 1 where
// something could not be settled or a difference is left that nothing explains.

const AGAIN_MS = 500;

await start(async () => {
  const { site, close } = openSite();
  const bar = progressBar();
  let run: Reconciled | undefined;
  try {
    for (;;) {
      run = await reconcile(site, ({ share, stage, lookedAt }) => bar.show(share, `${stage}, ${lookedAt} looked at`));
      if (run) break;
      bar.show(0, "another walk is under way; waiting for it");
      await wait(AGAIN_MS);
    }
  } finally {
    bar.clear();
    await close();
  }
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(run));
  } else {
    const { lookedAt, settled, recovered, faults } = run;
    console.log(`${lookedAt} looked at, ${settled} settled, ${recovered} made again, ${faults} failed`);
    for (const line of explanations(run)) console.log(line);
    console.log(moneyLine(run));
  }
  if (run.faults > 0 || run.unexplainedPence !== 0) process.exitCode = 1;
});
