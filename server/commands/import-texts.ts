import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { tellFault } from "#app/faults/tell-fault.ts";
import { slugOf } from "#app/reading/anchors.ts";
import { DraftInTheWay, saveDraft } from "#app/reading/drafts.ts";
import { type Imported, importText } from "#app/reading/importing/import-text.ts";
import { ImportRefusal } from "#app/reading/importing/refusal.ts";
import { TextProblem } from "#app/reading/render-text.ts";
import { openSite, start } from "../site.ts";
import { reportLines } from "./import-report.ts";
import { progressBar } from "./progress-bar.ts";
import { listTextFiles, readTextFile } from "./text-files.ts";

// `npm run texts:import -- FILE|FOLDER`: says what a file would become as a text, and where every word of it went.
// `--yes` stores it as a draft; without it nothing is changed. `--replace` puts it in the place of a draft that is there. A folder is many texts. Exits with 1 where any file was
// refused, or was not stored; the others are brought in all the same.

const HOW =
  "npm run texts:import -- FILE|FOLDER … [--yes] [--replace] [--as SLUG] [--curly-quotes] [--without-scripts] [--markdown]";
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

await start(async () => {
  const asked = readArguments();
  if (!asked) return;
  const found = asked.paths.map((path) => listTextFiles(path));
  const files = found.flatMap(({ root, files }) => files.map((file) => ({ root, file })));
  if (asked.slug && files.length !== 1) return refuse(`--as names one text, and this is ${files.length}.`);
  const site = asked.yes ? openSite() : undefined;
  const bar = progressBar();
  const takenBy = new Map<string, string>();
  let ready = 0;
  let refused = 0;
  try {
    for (const [index, { root, file }] of files.entries()) {
      bar.show(index / files.length, `${index + 1} of ${files.length}, ${file.name}`);
      try {
        const imported = await importText(readTextFile(root, file), asked);
        giveAddress(imported, file.name, takenBy);
        bar.clear();
        console.log(`${file.name}`);
        for (const line of reportLines(imported)) console.log(line);
        if (asked.markdown) printDraft(imported);
        if (site) {
          const { slug, edition } = await saveDraft(site.site.db, imported.draft, site.site.clock.now(), {
            replace: asked.replace,
          });
          console.log(`  Stored as a draft: edition ${edition} of /texts/${slug}.`);
        }
        ready += 1;
      } catch (refusal) {
        bar.clear();
        refused += 1;
        console.error(`${file.name}\n  REFUSED. ${sentenceOf(refusal)}`);
      }
    }
  } finally {
    bar.clear();
    await site?.close();
  }
  const passedOver = found.reduce((sum, one) => sum + one.passedOver, 0);
  if (passedOver > 0) console.log(`${passedOver} files passed over: pictures, styles and other companions of texts.`);
  if (files.length === 0) return refuse("There is no text here.");
  console.log(`${ready} ${site ? "stored" : "ready"}, ${refused} refused.`);
  if (!site && ready > 0) console.log("Nothing has been stored. With --yes it will be, as a draft.");
  if (refused > 0) process.exitCode = 1;
});

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        yes: { type: "boolean" },
        replace: { type: "boolean" },
        as: { type: "string" },
        "curly-quotes": { type: "boolean" },
        "without-scripts": { type: "boolean" },
        markdown: { type: "boolean" },
      },
    });
    if (positionals.length === 0) return refuse(`Say which file or folder: ${HOW}`);
    const missing = positionals.find((path) => !existsSync(path));
    if (missing !== undefined) return refuse(`${missing} is not there.`);
    if (values.as !== undefined && !SLUG.test(values.as))
      return refuse(`${values.as} is no address. Write it like in-defence-of-october.`);
    return {
      paths: positionals,
      yes: values.yes === true,
      replace: values.replace === true,
      slug: values.as,
      curlyQuotes: values["curly-quotes"],
      withoutScripts: values["without-scripts"],
      markdown: values.markdown === true,
    };
  } catch (fault) {
    return refuse(`${fault instanceof Error ? fault.message : String(fault)}\n${HOW}`);
  }
}

/** Two files of one name are two texts: the second one's address has its file's name in it. */
function giveAddress({ draft, changes }: Imported, file: string, takenBy: Map<string, string>): void {
  const other = takenBy.get(draft.slug);
  if (other !== undefined) {
    const stem = slugOf(file.replace(/\.[^.]*$/, ""));
    draft.slug = `${draft.slug}-${stem}`;
    if (takenBy.has(draft.slug))
      throw new ImportRefusal(`It would have the address of ${other}: bring it in alone, with --as SLUG.`);
    changes.push({ what: `Another file has the same title: ${other}`, times: 1, lines: [], examples: [draft.slug] });
  }
  takenBy.set(draft.slug, file);
}

function printDraft({ draft }: Imported): void {
  if (draft.introduction) console.log(`\n# Introduction\n\n${draft.introduction}`);
  console.log(`\n${draft.body}`);
}

/** A refusal is a sentence; so is what the disc says; anything else is a fault of ours, and is shown as one. */
function sentenceOf(fault: unknown): string {
  if (fault instanceof ImportRefusal || fault instanceof TextProblem) return fault.message;
  if (fault instanceof DraftInTheWay) return `${fault.message}: --replace.`;
  if (fault instanceof Error && "code" in fault) return `It could not be read (${String(fault.code)}).`;
  return `The importer failed on it, which is a fault of the importer: ${[tellFault(fault).code, ...tellFault(fault).at].join("\n  ")}`;
}

function refuse(why: string): undefined {
  console.error(why);
  process.exitCode = 1;
  return undefined;
}
