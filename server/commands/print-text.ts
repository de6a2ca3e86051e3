import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { imprintFrom } from "#app/reading/editions/edition-facts.ts";
import { whyNotPrinted } from "#app/reading/editions/why-not-printed.ts";
import { count } from "#app/reading/reading-time.ts";
import { findText } from "#app/reading/texts.ts";
import { openSite, start } from "../site.ts";

// `npm run texts:print -- SLUG [--out FOLDER]`: a text as a pamphlet for the press, page after page, and once more laid
// out for folding. Exits with 1 and a sentence where there is nothing to print.

const HOW = "npm run texts:print -- SLUG [--out FOLDER]";

await start(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
  const [slug] = positionals;
  if (!slug || positionals.length > 1) return refuse(`Say which text: ${HOW}`);
  const { site, close } = openSite();
  try {
    const text = await findText(site.db, slug);
    if (!text) return refuse(await whyNotPrinted(site.db, slug));
    // the typesetter is a large program: nobody waits for it to be told that there is no such text
    const { printText } = await import("#app/reading/editions/print-text.ts");
    const printed = await printText(text, imprintFrom(site.settings));
    const out = values.out ?? ".";
    await mkdir(out, { recursive: true });
    const pages = join(out, `${slug}-a5.pdf`);
    const folded = join(out, `${slug}-a5-folded.pdf`);
    await writeFile(pages, printed.pages);
    await writeFile(folded, printed.folded);
    console.log(`${pages}: ${printed.pageCount} pages of A5, edition ${text.edition}`);
    console.log(
      `${folded}: ${count(printed.sheets, "sheet")} of A4, to print on both sides, turned on the short edge, fold and staple`,
    );
  } finally {
    await close();
  }
});

function refuse(why: string): void {
  console.error(why);
  process.exitCode = 1;
}
