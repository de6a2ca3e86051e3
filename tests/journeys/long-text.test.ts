import { existsSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveDraft } from "#app/reading/drafts.ts";
import { importText } from "#app/reading/importing/import-text.ts";
import { publishEdition } from "#app/reading/publish.ts";
import { readTextFile } from "#server/commands/text-files.ts";
import { ROOT } from "../shape/sources.ts";
import { type House, openHouse } from "../support/house.ts";
import { sampleDraft } from "../support/sample-draft.ts";

/** As long as the longest text that is recommended; real words, because made-up ones are packed otherwise. */
const LETTERS = 156_000;
const MOST_KB = 60;
const FOLDER = join(ROOT, "../shared/texts/ten-days");
const FILE = join(FOLDER, "chapters-1-to-4.xhtml");

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Bytes over the wire, as a browser gets them. */
function weigh(path: string, encoding: string): Promise<number> {
  return new Promise((done, fail) => {
    request(house.url + path, { headers: { "accept-encoding": encoding } }, (reply) => {
      let bytes = 0;
      reply.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      reply.on("end", () => done(reply.headers["content-encoding"] === encoding ? bytes : Number.NaN));
    })
      .on("error", fail)
      .end();
  });
}

test.skipIf(!existsSync(FILE))(
  "a text of 156k is one page within its budget, and every address in it is its own",
  async () => {
    const { draft } = await importText(
      readTextFile(FOLDER, { name: "chapters-1-to-4.xhtml", path: FILE } as never),
      {},
    );
    const words = draft.body.replace(/\[\^[^\]]+\]:?/g, "");
    const body = words.slice(0, words.lastIndexOf("\n\n", LETTERS));
    await saveDraft(house.site.db, sampleDraft({ slug: "the-longest", body }), new Date());
    expect(await publishEdition(house.site.db, "the-longest", new Date())).toEqual({ ok: true, edition: 1 });
    const br = await weigh("/texts/the-longest", "br");
    const gzip = await weigh("/texts/the-longest", "gzip");
    console.log(
      `${Math.round(body.length / 1000)}k letters: ${(br / 1000).toFixed(1)} KB brotli, ${(gzip / 1000).toFixed(1)} KB gzip, of ${MOST_KB}`,
    );
    expect(br).toBeLessThan(MOST_KB * 1000);
    const html = await (await fetch(`${house.url}/texts/the-longest`)).text();
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  },
);
