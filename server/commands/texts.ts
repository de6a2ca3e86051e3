import { parseArgs } from "node:util";
import { publishEdition, scheduleEdition } from "#app/reading/publish.ts";
import { listAllTexts } from "#app/reading/shelf.ts";
import { closeTypoReport, listTypoReports } from "#app/reading/typo-reports.ts";
import { moveText, withdrawText } from "#app/reading/withdraw.ts";
import type { Site } from "#app/site.ts";
import { openSite, start } from "../site.ts";

// `npm run texts -- VERB …`: what the editor does with texts besides bringing them in (texts:import) and printing them.

const USAGE = `npm run texts                                        what is there: drafts, editions, what was taken back
npm run texts -- publish SLUG --changes "What differs from the edition before"
npm run texts -- publish SLUG --at 2026-12-01T07:00Z  later, by the worker
npm run texts -- withdraw SLUG --why "A sentence for its readers"
npm run texts -- move SLUG NEW-SLUG                   the old address leads to the new one
npm run texts -- typos                                what readers say is wrong
npm run texts -- typo ID accepted|declined            it is dealt with`;

/** A wish that cannot be done; the message says what to do instead. */
class Refused extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { changes: { type: "string" }, at: { type: "string" }, why: { type: "string" } },
});

type Verb = (site: Site, ...words: string[]) => Promise<string[]>;

const VERBS: Record<string, Verb> = {
  list: async ({ db }) => (await listAllTexts(db)).map(lineOf),
  async publish({ db, clock }, slug = "") {
    const now = clock.now();
    const at = values.at === undefined ? undefined : momentOf(values.at);
    const done = at
      ? await scheduleEdition(db, slug, at, now, values.changes)
      : await publishEdition(db, slug, now, values.changes);
    if (!done.ok) throw new Refused(done.problems.join("\n"));
    return [
      at
        ? `Edition ${done.edition} of “${slug}” is published by the worker at ${at.toISOString()}.`
        : `Edition ${done.edition} of “${slug}” is published.`,
    ];
  },
  async withdraw({ db, clock }, slug = "") {
    if (!values.why?.trim()) throw new Refused("Say why in a sentence for its readers: --why “…”");
    if (!(await withdrawText(db, slug, values.why.trim(), clock.now())))
      throw new Refused(`There is no text “${slug}”, or it was taken back before`);
    return [`“${slug}” is taken back. Publishing an edition of it brings it back.`];
  },
  async move({ db }, from = "", to = "") {
    const done = await moveText(db, from, to);
    if (!done.ok) throw new Refused(done.problem);
    return [`“${from}” is at /texts/${to} now, and /texts/${from} leads there.`];
  },
  async typos({ db }) {
    const waiting = await listTypoReports(db);
    if (waiting.length === 0) return ["Nothing waits."];
    return waiting.map(
      (one) =>
        `${one.id}  ${one.slug}#${one.anchor ?? ""}, edition ${one.edition}\n  stands: ${one.quoted || "–"}\n  says:   ${one.says}`,
    );
  },
  async typo({ db, clock }, id = "", state = "") {
    if (state !== "accepted" && state !== "declined") throw new Refused("Say accepted or declined");
    if (!(await closeTypoReport(db, id, state, clock.now()))) throw new Refused("No such report waits");
    return [`Closed: ${state}.`];
  },
};

function momentOf(text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()) || !/^\d{4}-\d\d-\d\dT/.test(text))
    throw new Refused(`“${text}” is not a moment: write it like 2026-12-01T07:00Z`);
  return moment;
}

/** Fewer than five could be somebody. */
const boughtFrom = (copies: number) => (copies < 5 ? "a few" : String(copies));

function lineOf(text: Awaited<ReturnType<typeof listAllTexts>>[number]): string {
  const states = [
    text.published ? `edition ${text.published}` : "",
    text.draft ? `draft of edition ${text.draft}` : "",
    text.scheduledFor ? `from ${text.scheduledFor.toISOString()}` : "",
    text.withdrawn ? "taken back" : "",
    text.bought === 0 ? "" : `${boughtFrom(text.bought)} bought from its page`,
  ];
  return `${text.slug}: ${text.title} (${states.filter(Boolean).join(", ")})`;
}

await start(async () => {
  const [verb = "list", ...words] = positionals;
  const run = VERBS[verb];
  if (!run) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { site, close } = openSite();
  try {
    for (const line of await run(site, ...words)) console.log(line);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    console.error(fault.message);
    process.exitCode = 1;
  } finally {
    await close();
  }
});
