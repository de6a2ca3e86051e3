import { describe, expect, test } from "vitest";
import { bring, MACINTOSH, oneByteEach, PROSE, WINDOWS } from "../support/text-files.ts";

const CLEAN = "“Comrades,” she said, ‘this isn’t bread’ — it’s the bakers’ own… Beck’s café – déjà vu.";
const wide = (text: string, little: boolean) =>
  Uint8Array.from(
    [...text].flatMap((char) =>
      little
        ? [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8]
        : [char.charCodeAt(0) >> 8, char.charCodeAt(0) & 255],
    ),
  );
const windows = new TextDecoder("windows-1252");
/** UTF-8 read as windows-1252, as often as asked. */
const misread = (text: string, times = 1): string =>
  times === 0 ? text : misread(windows.decode(new TextEncoder().encode(text)), times - 1);
const body = async (file: string | Uint8Array, name = "a.txt") => (await bring(name, file)).draft.body.trim();
const text = `A title\n\n${PROSE}\n\n${CLEAN}`;
const wanted = `${PROSE}\n\n${CLEAN}`;

describe("a file’s bytes are read as what they are", () => {
  test.each([
    ["UTF-8", new TextEncoder().encode(text)],
    ["UTF-8 with its mark", new TextEncoder().encode(`\ufeff${text}`)],
    ["UTF-16, little end first, with its mark", wide(`\ufeff${text}`, true)],
    ["UTF-16, big end first, with its mark", wide(`\ufeff${text}`, false)],
    ["UTF-16 without a mark", wide(text, true)],
    ["windows-1252, undeclared", oneByteEach(text, WINDOWS)],
    ["lines that end as a Mac’s did", new TextEncoder().encode(text.replaceAll("\n", "\r"))],
    ["lines that end as DOS’s did", new TextEncoder().encode(text.replaceAll("\n", "\r\n"))],
    [
      "UTF-8, then windows-1252",
      Buffer.concat([
        new TextEncoder().encode(`A title\n\n${PROSE}\n\n`),
        oneByteEach("“Comrades,” she said, ‘this isn’t bread’ — it’s ", WINDOWS),
        new TextEncoder().encode("the bakers’ own… Beck’s café – déjà vu."),
      ]),
    ],
  ])("%s", async (_what, bytes) => {
    expect(await body(bytes)).toBe(wanted);
  });

  test("Macintosh text is known by its quotes", async () => {
    const mac = text.replace("déjà", "deja");
    expect(await body(oneByteEach(mac, MACINTOSH))).toBe(wanted.replace("déjà", "deja"));
  });

  test("a page’s own word for it is taken where the bytes are not UTF-8", async () => {
    const page = `<meta charset=windows-1251><h1>T</h1><p>${PROSE} \u00ef\u00f0\u00e8\u00e2\u00e5\u00f2</p>`;
    expect(await body(oneByteEach(page, {}), "a.html")).toBe(`${PROSE} привет`);
  });
});

describe("what was broken before it came is mended, and said", () => {
  test.each([1, 2])("UTF-8 read as windows-1252, %i times", async (times) => {
    const made = await bring("a.txt", `A title\n\n${misread(`${PROSE}\n\n${CLEAN}`, times)}`);
    expect(made.draft.body.trim()).toBe(wanted);
    expect(made.changes[0]).toMatchObject({
      what: "Broken characters mended: UTF-8 that had been read as windows-1252",
      lines: [5],
    });
    expect(made.draft.provenance.corrections).toContain("UTF-8 that had been read as windows-1252");
  });

  test("the same in a page, with its last byte lost", async () => {
    expect(
      await body(
        `<h1>T</h1><p>${PROSE} â€œmoderatesâ€\ufffd and â€œcentreâ€ men â€” Soldiersâ€™ &acirc;&euro;&trade;</p>`,
        "a.html",
      ),
    ).toBe(`${PROSE} “moderates” and “centre” men — Soldiers’ ’`);
  });

  test("quotes that went through a Mac, in English", async () => {
    expect(
      await body(
        `A title\n\n${PROSE} ìComrades,î he said, ëwe doní­t knowí Ö weíre Beckís men Ñ the soldiersí own.`.replace(
          "\u00ad",
          "",
        ),
      ),
    ).toBe(`${PROSE} “Comrades,” he said, ‘we don’t knowí … we’re Beck’s men – the soldiers’ own.`);
    expect(await body(`A title\n\n${PROSE} ÒComrades,Ó he said, weÕre BeckÕs men.`)).toBe(
      `${PROSE} “Comrades,” he said, we’re Beck’s men.`,
    );
  });

  test.each([
    "El país de José María y el anís de Solís; mis países, allí y aquí, según Luís. ¿Quién lo sabía? ¡Nadie!",
    "Paní Nováková nosí chléb; lidí je málo, prosí a musí. Dnešní sníh, ve vsí, příští týden.",
    "L’île de maître Benoît, où l’être naît; “Là-bas”, dit-il — naïve Noël.",
    "Õhtu ja Õnne; Ólafur Ó Briain, SÃO PAULO, LIÇÃO, Ãtã, Â e â.",
    "Così è: lunedì, martedì; più perché Ìsola.",
    "5′ 10″ and 40° 26′ N — “rock ’n’ roll” … £5 §3 ½ © ™",
  ])("a word that is whole stays whole: %s", async (sentence) => {
    const made = await bring("a.txt", `A title\n\n${PROSE}\n\n${sentence}`);
    expect(made.draft.body.normalize()).toContain(sentence.normalize());
  });

  test("true words beside broken ones", async () => {
    expect(
      await body(
        `A title\n\n${PROSE} ìYes,î said García of that país, and Luís knew Trotskyís friends from María Martí.`,
      ),
    ).toBe(`${PROSE} “Yes,” said García of that país, and Luís knew Trotsky’s friends from María Martí.`);
  });

  test("a lost character is pointed out and kept", async () => {
    const made = await bring("a.txt", `A title\n\n${PROSE} bak\ufffdry`);
    expect(made.changes).toContainEqual(
      expect.objectContaining({
        what: "Characters that were lost before the file came to us: look at them",
        lines: [3],
        examples: ["bak\ufffdry"],
      }),
    );
  });
});

test("straight quotes stay, unless they are asked to be curly", async () => {
  const straight = `A title\n\n${PROSE} "It's 'so'," she said; the '30s, 5' 10" tall.`;
  expect((await bring("a.txt", straight)).draft.body).toContain(`"It's 'so'," she said; the '30s, 5' 10" tall.`);
  const made = await bring("a.txt", straight, { curlyQuotes: true });
  expect(made.draft.body).toContain(`“It’s ‘so’,” she said; the ’30s, 5' 10" tall.`);
  expect(made.changes).toContainEqual(expect.objectContaining({ what: "Quotation marks made curly", times: 6 }));
});

test("soft hyphens and rows of hard spaces go, a single hard space stays", async () => {
  expect(
    await body(`<h1>T</h1><p>&nbsp;&nbsp;&nbsp;${PROSE} revo&shy;lution 10&nbsp;000 of&nbsp;&nbsp;it</p>`, "a.html"),
  ).toBe(`${PROSE} revolution 10\u00a0000 of it`);
});
