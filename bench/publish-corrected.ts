import { saveDraft } from "#app/reading/drafts.ts";
import { imprintFrom } from "#app/reading/editions/edition-facts.ts";
import { findTextFile, makeFilesOf, TEXT_FORMATS } from "#app/reading/editions/made-files.ts";
import { printText } from "#app/reading/editions/print-text.ts";
import { publishEdition } from "#app/reading/publish.ts";
import { findText } from "#app/reading/texts.ts";
import { systemClock } from "#app/time/clock.ts";
import { connect } from "#db/client.ts";
import { testSettings } from "#tests/support/settings.ts";
import { makeText, makeWords, numbers } from "./generated-text.ts";
import { onFreshDatabase } from "./ground.ts";

// `npm run bench:publish`: how long a correction of a text of 156k takes, from the Markdown an editor corrected to the
// page, search and every file made from it. The aim is that all are right within five minutes; this is the machine's part.

const WORDS = 18_900; // of this made-up language: 156k
const SLUG = "the-longest";

await onFreshDatabase(async (url) => {
  const { db } = connect(url);
  const site = { db, clock: systemClock, settings: testSettings() };
  const random = numbers(1924);
  const text = makeText(SLUG, WORDS, makeWords(12_000, random), random);
  await saveDraft(db, text, new Date());
  await publishEdition(db, SLUG, new Date());
  await makeFilesOf(site, SLUG);
  console.log(`${WORDS} words, ${Math.round(text.body.length / 1000)}k letters`);

  for (const correction of ["first", "second", "third"]) {
    console.log(`\n${correction} correction`);
    let sentence = 0;
    const body = text.body.replace(/\. /g, (stop) => (++sentence % 100 === 0 ? `, ${correction}. ` : stop));
    let all = 0;
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const began = performance.now();
      const made = await work();
      const took = performance.now() - began;
      all += took;
      console.log(`${name.padEnd(34)} ${Math.round(took).toString().padStart(6)} ms`);
      return made;
    };
    await timed("stored as a draft", () => saveDraft(db, { ...text, body }, new Date()));
    const done = await timed("published: page, addresses, search", () =>
      publishEdition(db, SLUG, new Date(), `The ${correction} correction.`),
    );
    if (!done.ok) throw new Error(done.problems.join("; "));
    await timed("EPUB, plain text, Markdown", () => makeFilesOf(site, SLUG));
    const sizes = await Promise.all(
      TEXT_FORMATS.map(
        async (format) =>
          `${format} ${Math.round(((await findTextFile(site, SLUG, format))?.bytes.length ?? 0) / 1000)} KB`,
      ),
    );
    console.log(
      `${"all that is served".padEnd(34)} ${Math.round(all).toString().padStart(6)} ms   ${sizes.join(", ")}`,
    );
    const published = await findText(db, SLUG);
    if (!published) throw new Error("it is not there");
    await timed("A5, and A5 to fold", async () => printText(published, imprintFrom(site.settings)));
  }
  await db.destroy();
});
