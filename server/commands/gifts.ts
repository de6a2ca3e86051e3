import { parseArgs } from "node:util";
import { findGiftPause, listOpenGifts, pauseGifts, resumeGifts } from "#app/giving/pause.ts";
import { abandonCheckout } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";
import { openSite, start } from "../site.ts";
import { progressBar } from "./progress-bar.ts";

// `npm run gifts -- pause|resume|state`: the keeper's switch. Paused, no gift can be begun, once or monthly, on any
// instance, from the next press of a button on; the shop and joining stay open, and monthly gifts that run go on. Pages
// that were opened at Stripe before can be paid until they end; `--close` ends them now.

const HOW = `npm run gifts -- pause --by NAME --why WORDS [--close]
npm run gifts -- resume --by NAME
npm run gifts -- state`;

await start(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { by: { type: "string" }, why: { type: "string" }, close: { type: "boolean" } },
  });
  const [verb] = positionals;
  const by = values.by?.trim();
  const why = values.why?.trim();
  const known =
    positionals.length === 1 && (verb === "state" || (verb === "resume" && by) || (verb === "pause" && by && why));
  if (!known) {
    console.error(`Say what to do, and who does it:\n${HOW}`);
    process.exitCode = 1;
    return;
  }
  const { site, close } = openSite();
  try {
    if (verb === "resume" && by && !(await resumeGifts(site, by))) console.log("They were not paused.");
    if (verb === "pause" && by && why) {
      if (!(await pauseGifts(site, by, why))) console.log("They were paused already.");
      if (values.close) await closePages(site);
    }
    console.log(await stateOf(site));
  } finally {
    await close();
  }
});

async function stateOf({ db }: Site): Promise<string> {
  const pause = await findGiftPause(db);
  if (!pause) return "Gifts are taken.";
  const open = (await listOpenGifts(db)).length;
  const pages = open === 1 ? "1 page" : `${open} pages`;
  return `Gifts are paused since ${pause.paused_at.toISOString()} by ${pause.paused_by}: ${pause.why}. ${pages} opened at Stripe before can still be paid.`;
}

/** Ends the open pages one by one; one that turns out to be paid is settled as it would have been. */
async function closePages(site: Site): Promise<void> {
  const open = await listOpenGifts(site.db);
  const bar = progressBar();
  let failed = 0;
  for (const [done, id] of open.entries()) {
    bar.show(done / open.length, `${done} of ${open.length} pages at Stripe`);
    // Stripe out of reach for one is no reason to leave the others open
    await abandonCheckout(site, id).catch(() => failed++);
  }
  bar.clear();
  if (failed === 0) return;
  console.error(`${failed} pages could not be closed. Run the same again.`);
  process.exitCode = 1;
}
