import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { MOST_BYTES } from "#app/reading/importing/refusal.ts";
import { bring, epub, PROSE, para, refusalOf, run, word, xhtml } from "../support/text-files.ts";

describe("what would run in a reader’s browser is refused", () => {
  test.each([
    ["a script", "a.html", `<p>${PROSE}</p><script>alert(1)</script>`],
    ["a script from elsewhere", "a.html", `<p>${PROSE}<script src="//counter.example/c.js"></script>`],
    ["an event handler", "a.html", `<body onload="x()"><p>${PROSE}`],
    ["a handler without quotes, in capitals", "a.htm", `<P ONCLICK=x()>${PROSE}`],
    ["a link that is a program", "a.html", `<p>${PROSE} <a href=" java\nscript&#58;alert(1)">x</a>`],
    ["the same in Markdown", "a.md", `${PROSE} [x](javascript:alert(1))`],
    ["raw HTML in Markdown", "a.md", `${PROSE}\n\n<img src=x onerror=alert(1)>`],
    [
      "a picture that is a program",
      "a.html",
      `<p>${PROSE}</p><svg><a xlink:href="javascript:x()"><text>x</text></a></svg>`,
    ],
    [
      "a script of another name",
      "a.xhtml",
      xhtml(`<p>${PROSE}</p><svg:script xmlns:svg="http://www.w3.org/2000/svg">x()</svg:script>`),
    ],
    [
      "a script in frames’ other half",
      "a.html",
      `<frameset><noframes><p>${PROSE}<script>x()</script></noframes></frameset>`,
    ],
    ["a page in a page", "a.html", `<p>${PROSE}</p><iframe srcdoc="<p>x"></iframe>`],
    ["a page of data", "a.html", `<p>${PROSE} <a href="data:text/html,<script>x()</script>">x</a>`],
    ["a script in an EPUB", "a.epub", epub({ "one.xhtml": xhtml(`<p>${PROSE}</p><script>x()</script>`) })],
  ])("%s", async (_what, name, file) => {
    expect(await refusalOf(name, file)).toContain("It holds what would run in a reader’s browser");
    const made = await bring(name, file, { withoutScripts: true });
    expect(made.draft.body).toContain(PROSE);
    expect(made.draft.body).not.toMatch(/alert|x\(\)|javascript|counter/);
    expect(made.changes.map((change) => change.what)).toContain("Left out, because it would run in a reader’s browser");
  });

  test("plain text that speaks of scripts is words", async () => {
    const made = await bring(
      "a.txt",
      `On scripts\n\n${PROSE}\n\nWrite <script>alert(1)</script> and javascript:x to see.`,
    );
    expect(made.draft.body).toContain("\\<script>alert(1)\\</script>");
  });
});

const zip = (files: Record<string, Uint8Array>) =>
  zipSync({ "META-INF/container.xml": strToU8("<container/>"), ...files });

/** Writes another size into the archive's list of files than what is in it. */
function lying(size: number): Uint8Array {
  const bytes = zip({ "a.xhtml": new Uint8Array(900_000) });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length - 46; at++)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  return bytes;
}

describe("what is made to harm is refused", () => {
  test.each([
    [
      "entities that grow",
      "a.xhtml",
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><html xmlns="x"><body>&b;</body></html>`,
      "defines entities of its own",
    ],
    [
      "a document type that fetches",
      "a.xhtml",
      `<?xml version="1.0"?><!DOCTYPE html SYSTEM "file:///etc/hosts"><html xmlns="x"><body><p>${PROSE}</p></body></html>`,
      "fetches another file",
    ],
    [
      "entities in a Word file",
      "a.docx",
      word(para(run(PROSE)), {
        more: { "word/styles.xml": strToU8(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>`) },
      }),
      "defines entities of its own",
    ],
    [
      "front matter that grows",
      "a.md",
      `---\na: &a [${"x,".repeat(9)}x]\nb: &b [${"*a,".repeat(9)}*a]\nc: [${"*b,".repeat(40)}*b]\n---\n${PROSE}`,
      "cannot be read",
    ],
    ["an archive that bursts", "a.epub", zip({ "a.xhtml": new Uint8Array(80_000_000) }), "zip bomb"],
    [
      "an archive of many that burst together",
      "a.epub",
      zip(Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`a${index}.xhtml`, new Uint8Array(1_000_000)]))),
      "zip bomb",
    ],
    ["an archive that lies of a size", "a.epub", lying(10), "zip bomb"],
    ["an archive in an archive", "a.epub", zip({ "b.dat": zip({}) }), "another archive"],
    ["a path that climbs", "a.epub", zip({ "../../x": strToU8("x") }), "climbs out"],
    ["a path that climbs in Windows", "a.epub", zip({ "..\\x": strToU8("x") }), "climbs out"],
    ["a path from the root", "a.docx", zip({ "/etc/x": strToU8("x") }), "climbs out"],
    ["macros", "a.docm", word(para(run(PROSE)), { more: { "word/vbaProject.bin": strToU8("x") } }), "macros"],
    [
      "an EPUB that is locked",
      "a.epub",
      epub(
        { "one.xhtml": xhtml(PROSE) },
        {
          more: {
            "META-INF/encryption.xml": strToU8(`<encryption><CipherReference URI="book/one.xhtml"/></encryption>`),
          },
        },
      ),
      "locked",
    ],
  ])("%s", async (_what, name, file, why) => {
    expect(await refusalOf(name, file)).toContain(why);
  });
});

describe("what is no text is refused", () => {
  test.each([
    ["nothing", "a.txt", "", "empty"],
    ["spaces", "a.md", " \n\t ", "empty"],
    ["a page without a word", "a.html", "<html><body><br></body></html>", "nothing to read"],
    ["a picture", "a.html", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]), "a picture"],
    ["a PDF", "a.txt", "%PDF-1.4 x", "a PDF"],
    ["old Word", "a.doc", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1]), "old Word"],
    ["bytes", "a.txt", Uint8Array.from([65, 66, 0, 1, 2, 67, 68, 0, 3]), "not a text"],
    ["an archive of something else", "a.zip", zipSync({ x: strToU8("y") }), "neither an EPUB nor a Word file"],
    ["half an archive", "a.epub", epub({ "one.xhtml": xhtml(PROSE) }).subarray(0, 300), "damaged"],
    ["words that are named EPUB", "a.epub", PROSE, "is not one"],
    ["too much", "a.txt", new Uint8Array(MOST_BYTES + 1).fill(97), "too large: 8 MB"],
  ])("%s", async (_what, name, file, why) => {
    expect(await refusalOf(name, file)).toContain(why);
  });
});

describe("what is odd and harmless is brought in, however it is built", () => {
  const deep = (open: string, close: string) => open.repeat(20_000) + PROSE + close.repeat(20_000);
  test.each([
    ["divisions", deep("<div>", "</div>")],
    ["quotations never closed", deep("<blockquote>", "")],
    ["tables in tables", deep("<table><tr><td>", "")],
    ["fonts never closed", Array.from({ length: 900 }, (_, index) => `<font color=${index}>`).join("") + PROSE],
  ])("%s nested deeper than a stack is", async (_what, file) => {
    const { words } = await bring("a.html", file);
    expect(words).toMatchObject({ in: 23, out: 23 });
  });

  test("a Word file or Markdown nested deeper than any text is refused, not fallen over", async () => {
    expect(await refusalOf("a.md", `${"> ".repeat(6000)}${PROSE}`)).toMatch(/^(Its parts are nested deeper|)/);
    const table = (depth: number): string =>
      `${"<w:tbl><w:tr><w:tc>".repeat(depth)}${para(run(PROSE))}${"</w:tc></w:tr></w:tbl>".repeat(depth)}`;
    expect(await refusalOf("a.docx", word(table(5000)))).toMatch(/nested deeper|damaged/);
  });

  test("a line of a megabyte", async () => {
    const { words } = await bring("a.txt", `${PROSE} `.repeat(8000));
    expect(words.out).toBe(23 * 8000);
  });
});
