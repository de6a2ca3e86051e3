import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unpackWoff } from "#app/reading/fonts/unpack-woff.ts";
import type { Card } from "#app/share/card.ts";
import { drawCard } from "#app/share/draw-card.ts";
import { drawable, fitWords, lengthOf } from "#app/share/fit-words.ts";
import { loadFonts } from "#app/share/fonts.ts";
import { makePng } from "#app/share/share-picture.ts";
import { ask } from "../support/ask.ts";
import { type House, openHouse } from "../support/house.ts";

/** The pictures shown where a page is shared: 1200 by 630, at most 60 KB, with the whole title. */
const MOST_BYTES = 60 * 1024;

const LOOKS: Card["look"][] = ["guide", "text", "list", "news", "pamphlet", "site"];
const TITLES = {
  short: "Bread",
  long: "A longer title, such as a speech in a crowded hall is given by those who wrote it down",
  "very long": `${"The minutes of the extraordinary delegate conference of the printers, binders and paper workers, with replies. ".repeat(3)}End`,
  "one endless word": "Anti".repeat(60),
  Russian: "Пролетарии всех стран, соединяйтесь!",
  "odd letters": `“Quotes” & <tags> ]]> 🚩 ${String.fromCharCode(7)} 漢字 – dash`,
  "nothing that can be drawn": "漢字🚩",
};

const card = (look: Card["look"], title: string): Card => ({
  look,
  kicker: look === "site" ? "" : "A reader’s guide to",
  title,
  byline: "An author of our own, at the printers’ hall, in a month long ago",
  note: look === "pamphlet" ? "50p" : "about 1 hour 50 minutes",
  house: "Socialist Party",
});

/** Width, height and the number of colours drawn, read from the file itself. */
function readPng(png: Uint8Array): { width: number; height: number; inks: number } {
  const bytes = Buffer.from(png);
  expect(bytes.toString("latin1", 1, 4)).toBe("PNG");
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") data.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return { width, height, inks: new Set(inflateSync(Buffer.concat(data))).size };
}

describe("a drawn card", () => {
  test.each(LOOKS.flatMap((look) => Object.entries(TITLES).map(([name, title]) => [look, name, title] as const)))(
    "%s, %s",
    async (look, _name, title) => {
      const png = await makePng(card(look, title));
      expect(readPng(png)).toMatchObject({ width: 1200, height: 630 });
      expect(png.length).toBeLessThan(MOST_BYTES);
    },
  );

  test("the same card gives the same bytes, another card others", async () => {
    const [one, same, other] = await Promise.all(
      ["Bread", "Bread", "Roses"].map((title) => makePng(card("guide", title))),
    );
    expect(Buffer.compare(one as Buffer, same as Buffer)).toBe(0);
    expect(Buffer.compare(one as Buffer, other as Buffer)).not.toBe(0);
  });

  test("a guide and a text are told apart by their whole sheet", () => {
    const { widths } = loadFonts();
    const ground = (look: Card["look"]) => /<rect [^>]*fill="(#\w+)"/.exec(drawCard(card(look, "Bread"), widths))?.[1];
    expect(ground("guide")).not.toBe(ground("text"));
  });
});

describe("fitting", () => {
  const { widths } = loadFonts();
  const box = { width: 850, height: 280, largest: 112, smallest: 36, leading: 1.12 };

  test.each(Object.entries(TITLES))("%s: every letter is there, inside the box", (_name, title) => {
    const { size, lines } = fitWords(title, widths.display, box);
    const whole = drawable(title, widths.display);
    expect(lines.join("").replaceAll(" ", "")).toBe(whole.replaceAll(" ", ""));
    expect(lines.length * size * box.leading).toBeLessThanOrEqual(box.height);
    for (const line of lines) expect(lengthOf(line, widths.display, size)).toBeLessThanOrEqual(box.width);
  });

  test("a short title is as large as it may be, a longer one smaller, none is larger than a shorter one", () => {
    const sizes = [TITLES.short, TITLES.long, TITLES["very long"]].map(
      (title) => fitWords(title, widths.display, box).size,
    );
    expect(sizes[0]).toBe(112);
    expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
    expect(new Set(sizes).size).toBe(3);
  });

  test("Cyrillic is drawn by its own font, what no font has is left out", () => {
    expect(drawable(TITLES.Russian, widths.display)).toBe(TITLES.Russian);
    expect(drawable("a🚩漢b", widths.text)).toBe("ab");
  });
});

describe("unpacking a font", () => {
  const FILES = ["oswald/files/oswald-latin-600-normal", "source-serif-4/files/source-serif-4-cyrillic-400-italic"];

  test.each(FILES)("%s: every table is there, with the sum its maker gave it", (name) => {
    const woff = readFileSync(join(import.meta.dirname, `../../node_modules/@fontsource/${name}.woff`));
    const sfnt = unpackWoff(woff);
    expect([sfnt.readUInt32BE(0), sfnt.readUInt16BE(4)]).toEqual([0x00010000, woff.readUInt16BE(12)]);
    for (let index = 0; index < sfnt.readUInt16BE(4); index++) {
      const at = 12 + index * 16;
      const [sum, offset, length] = [sfnt.readUInt32BE(at + 4), sfnt.readUInt32BE(at + 8), sfnt.readUInt32BE(at + 12)];
      const tag = sfnt.toString("latin1", at, at + 4);
      let counted = 0;
      for (let word = offset; word < offset + length; word += 4) {
        // the head table's own adjustment is not counted (OpenType, "Calculating Checksums")
        if (tag === "head" && word === offset + 8) continue;
        counted = (counted + sfnt.readUInt32BE(word)) >>> 0;
      }
      expect([tag, counted]).toEqual([tag, sum]);
    }
  });

  test("what is no font, or a broken one, is refused", () => {
    expect(() => unpackWoff(Buffer.from("wOF2 and more, long enough to have a whole header of its own"))).toThrow(
      /WOFF/,
    );
    const woff = readFileSync(join(import.meta.dirname, `../../node_modules/@fontsource/${FILES[0]}.woff`));
    expect(() => unpackWoff(woff.subarray(0, woff.length / 2))).toThrow();
  });
});

describe("over HTTP", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  const KINDS = [
    "/og/texts/in-defence-of-october.png",
    "/og/reading/what-about-russia.png",
    "/og/news/pamphlet-back-in-print.png",
    "/og/shop/in-defence-of-october.png",
    "/og/site/home.png",
  ];
  test.each(KINDS)("%s", async (path) => {
    const get = await ask(house.url, path);
    expect([get.status, get.headers["content-type"]]).toEqual([200, "image/png"]);
    expect(Number(get.headers["content-length"])).toBeLessThan(MOST_BYTES);
    expect(get.headers["cache-control"]).toBe("public, max-age=86400");
    const head = await ask(house.url, path, { method: "HEAD" });
    expect([head.status, head.body, head.headers["content-length"], head.headers.etag]).toEqual([
      200,
      "",
      get.headers["content-length"],
      get.headers.etag,
    ]);
    expect((await ask(house.url, path, { headers: { "If-None-Match": get.headers.etag ?? "" } })).status).toBe(304);
  });

  test.each([
    "/og/texts/no-such-text.png",
    "/og/orders/x.png",
    "/og/site/away.png",
    "/og/texts/.png",
    "/og/texts/lessons-of-october.svg",
  ])("%s is not there", async (path) => {
    expect((await ask(house.url, path)).status).toBe(404);
  });

  test("news that is not out yet has no picture", async () => {
    await house.database.owner.query(
      "insert into news (slug, title, author, topic, standfirst, body_html, words, published_at) values ('tomorrow', 'T', 'A', 'party', '', '<p>T</p>', 1, now() + interval '1 day')",
    );
    expect((await ask(house.url, "/og/news/tomorrow.png")).status).toBe(404);
  });

  test("other facts, other bytes: a renamed pamphlet has a new picture at the same address", async () => {
    const path = "/og/shop/how-dues-work.png";
    const before = (await ask(house.url, path)).headers.etag;
    expect((await ask(house.url, path)).headers.etag).toBe(before);
    await house.database.owner.query("update pamphlets set title = 'Dues, explained' where slug = 'how-dues-work'");
    expect((await ask(house.url, path)).headers.etag).not.toBe(before);
  });
});
