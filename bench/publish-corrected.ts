import { imprintFrom } from "#app/reading/editions/edition-facts.ts";
import { epubOfText } from "#app/reading/editions/epub-text.ts";
import { markdownOf } from "#app/reading/editions/markdown-text.ts";
import { plainTextOf } from "#app/reading/editions/plain-text.ts";
import { printText } from "#app/reading/editions/print-text.ts";
import { renderText } from "#app/reading/render-text.ts";
import { longBody, sampleText } from "#tests/support/sample-text.ts";
import { testSettings } from "#tests/support/settings.ts";

// `node bench/publish-corrected.ts`: how long a text of 156k takes, from the Markdown somebody corrected to every
// edition of it. The aim is that page, EPUB and feeds are right within five minutes; this is the machine's part.

const LETTERS = 156_000;
const by = imprintFrom(testSettings());
const body = longBody(LETTERS);
const timed = async <T>(name: string, work: () => T | Promise<T>, sizeOf: (made: T) => number): Promise<T> => {
  const began = performance.now();
  const made = await work();
  console.log(
    `${name.padEnd(22)} ${Math.round(performance.now() - began)
      .toString()
      .padStart(6)} ms ${Math.round(sizeOf(made) / 1000)
      .toString()
      .padStart(6)} KB`,
  );
  return made;
};

for (const run of ["first, everything cold", "again, everything warm"]) {
  console.log(`\n${run}: ${LETTERS / 1000}k letters`);
  const began = performance.now();
  await timed(
    "the page’s HTML",
    () => renderText(body),
    (made) => made.html.length,
  );
  const text = sampleText({ body });
  await timed(
    "EPUB",
    () => epubOfText(text, by),
    (made) => made.length,
  );
  await timed(
    "plain text",
    () => plainTextOf(text, by),
    (made) => made.length,
  );
  await timed(
    "Markdown",
    () => markdownOf(text, { introduction: "Ours.", body }, by),
    (made) => made.length,
  );
  console.log(
    `${"all that is served".padEnd(22)} ${Math.round(performance.now() - began)
      .toString()
      .padStart(6)} ms`,
  );
  const printed = await timed(
    "A5, and A5 to fold",
    () => printText(text, by),
    (made) => made.pages.length + made.folded.length,
  );
  console.log(`${printed.pageCount} pages, ${printed.sheets} sheets`);
}
