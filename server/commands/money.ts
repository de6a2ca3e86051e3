import { findMark } from "#app/jobs/reconcile.ts";
import { tieOut } from "#app/settlement/tie-out.ts";
import { listUnplaced } from "#app/settlement/unplaced.ts";
import { openSite, start } from "../site.ts";
import { explanations, moneyLine } from "./money-lines.ts";

// `npm run money`: Stripe, the journal, the difference, and what explains it. Changes nothing. Exits with 1 where
// something is left that nothing explains.

await start(async () => {
  const { site, close } = openSite();
  try {
    const books = await tieOut(site, await findMark(site.db));
    console.log(moneyLine(books));
    for (const line of [...explanations(books), ...(await listUnplaced(site.db))]) console.log(line);
    if (books.unexplainedPence !== 0) process.exitCode = 1;
  } finally {
    await close();
  }
});
