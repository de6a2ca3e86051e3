import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { epubOfList } from "#app/reading/editions/epub-list.ts";
import { epubOfText } from "#app/reading/editions/epub-text.ts";
import { epubcheck, hasEpubcheck, idsOf, linksOf, openEpub, xmlFaults } from "../support/epub.ts";
import { AWKWARD, IMPRINT, longBody, SAMPLE_LIST, sampleText } from "../support/sample-text.ts";

const text = sampleText();
const guide = sampleText({ holds: "guide", slug: "a-guide" });
const long = sampleText({ slug: "a-long-one", title: "A long one", body: longBody(156_000) });
const books = {
  text: epubOfText(text, IMPRINT),
  guide: epubOfText(guide, IMPRINT),
  long: epubOfText(long, IMPRINT),
  list: epubOfList(
    SAMPLE_LIST,
    [
      { text, why: "Begin here." },
      { text: guide, why: "Then this." },
    ],
    [{ text: long, why: "When there is time." }],
    IMPRINT,
  ),
};
const everyBook = Object.entries(books);
const pagesOf = (files: Map<string, string>) => [...files].filter(([name]) => name.endsWith(".xhtml"));

describe.each(everyBook)("the EPUB: %s", (_name, bytes) => {
  const files = openEpub(bytes);

  test("is a zip whose media type comes first and is not packed", () => {
    expect(Buffer.from(bytes.subarray(0, 58)).toString("latin1")).toContain("mimetypeapplication/epub+zip");
    expect([...files.keys()][0]).toBe("mimetype");
    expect(Buffer.from(bytes).readUInt16LE(8)).toBe(0);
  });

  test("has files that are XML, each named in the manifest once, and none that is not there", () => {
    for (const [name, content] of files)
      if (name !== "mimetype" && !name.endsWith(".css")) expect(xmlFaults(content)).toEqual([]);
    const opf = files.get("EPUB/package.opf") ?? "";
    const named = [...opf.matchAll(/<item [^>]*href="([^"]+)"/g)].map(([, href]) => `EPUB/${href}`);
    const there = [...files.keys()].filter((name) => name.startsWith("EPUB/") && name !== "EPUB/package.opf");
    expect([...named].sort()).toEqual([...there].sort());
    const ids = idsOf(opf);
    expect(new Set(ids).size).toBe(ids.length);
    const spine = [...opf.matchAll(/idref="([^"]+)"/g)].map(([, id]) => id);
    expect(spine.slice(0, 3)).toEqual(["cover", "title", "nav"]);
    expect(spine.every((id) => ids.includes(id ?? ""))).toBe(true);
  });

  test("has links that lead somewhere, inside it or to the site", () => {
    const wrong = pagesOf(files).flatMap(([name, content]) =>
      linksOf(content).flatMap((href) => {
        if (/^(https?|mailto):/.test(href)) return [];
        const [file, anchor] = href.split("#");
        const target = files.get(`EPUB/${file || name.slice(5)}`);
        if (target === undefined) return [`${name} → ${href}`];
        return anchor === undefined || idsOf(target).includes(anchor) ? [] : [`${name} → ${href}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("fetches nothing and runs nothing", () => {
    for (const [name, content] of pagesOf(files)) {
      expect(content, name).not.toMatch(/<script|<iframe|<object|\son\w+=|src="https?:/);
      expect(new Set(idsOf(content)).size, name).toBe(idsOf(content).length);
    }
  });

  test("has notes that lead there and back again", () => {
    let calls = 0;
    for (const [name, content] of pagesOf(files)) {
      for (const [call] of content.matchAll(/<a [^>]*role="doc-noteref"[^>]*>/g)) {
        calls += 1;
        const [file = "", note = ""] = linksOf(call)[0]?.split("#") ?? [];
        const notes = files.get(`EPUB/${file}`) ?? "";
        const item = notes.slice(notes.indexOf(`id="${note}"`)).split("</li>")[0] ?? "";
        expect(call).toContain('epub:type="noteref"');
        expect(item).toContain(`role="doc-backlink" href="${name.slice(5)}#${idsOf(call)[0]}"`);
      }
    }
    expect(calls).toBeGreaterThan(3);
  });

  test("says who made it, which edition it is, and what helps those who cannot see it", () => {
    const opf = files.get("EPUB/package.opf") ?? "";
    expect(opf).toContain('version="3.0"');
    expect(opf).toContain("<dc:language>en-GB</dc:language>");
    expect(opf).toContain('<meta property="dcterms:modified">2026-11-20T09:00:00Z</meta>');
    expect(opf).toMatch(
      /<dc:identifier id="id">urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}</,
    );
    expect(opf).toContain('<meta property="schema:accessMode">textual</meta>');
    expect(opf).toContain('<meta property="schema:accessibilityHazard">none</meta>');
    expect(opf).toContain("schema:accessibilitySummary");
    for (const feature of ["tableOfContents", "readingOrder", "structuralNavigation", "alternativeText"])
      expect(opf).toContain(`<meta property="schema:accessibilityFeature">${feature}</meta>`);
    const colophon = files.get("EPUB/colophon.xhtml") ?? "";
    expect(colophon).toContain("edition 2 of 20 November 2026");
    expect(colophon).toContain(
      "Promoted by the Publications Officer on behalf of Socialist Party, both at Example House, 1 Example Street, London E1 1AA.",
    );
    const nav = files.get("EPUB/nav.xhtml") ?? "";
    for (const landmark of ["cover", "toc", "bodymatter", "titlepage", "colophon"])
      expect(nav).toContain(`epub:type="${landmark}"`);
  });

  test("weighs little", () => {
    expect(bytes.length).toBeLessThanOrEqual(120_000);
  });

  test.skipIf(!hasEpubcheck)("passes epubcheck without an error or a warning", { timeout: 240_000 }, () => {
    expect(epubcheck(bytes)).toContain("0 fatals / 0 errors / 0 warnings");
  });
});

describe("an EPUB of a text", () => {
  const files = openEpub(books.text);
  const body = files.get("EPUB/text.xhtml") ?? "";

  test("keeps the anchors of its page, and what was typed", () => {
    const onPage = [...text.bodyHtml.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(idsOf(body)).toEqual(onPage);
    const seen = body
      .replace(/<[^>]*>/g, "")
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
    expect(seen).toContain(AWKWARD);
  });

  test("leads to other texts on the site, and down its own page", () => {
    expect(linksOf(body)).toContain("https://party.example/texts/another#p3");
    expect(linksOf(body)).toContain("text.xhtml#the-second-part");
  });

  test("has the introduction apart, and the parts of a long text in files of their own", () => {
    expect(files.get("EPUB/introduction.xhtml")).toContain("A second paragraph.");
    expect(body).not.toContain("A second paragraph.</p>\n</section>");
    const parts = [...openEpub(books.long).keys()].filter((name) => /^EPUB\/text(-\d+)?\.xhtml$/.test(name));
    expect(parts.length).toBe(long.sections.length);
    const contents = linksOf(files.get("EPUB/nav.xhtml") ?? "");
    expect(contents).toEqual(
      expect.arrayContaining(["text.xhtml", "text.xhtml#the-first-part", "text.xhtml#the-second-part"]),
    );
  });

  test("is the same, byte for byte, for the same edition, and has the same name for ever", () => {
    expect(Buffer.from(epubOfText(sampleText(), IMPRINT)).equals(books.text)).toBe(true);
    const next = epubOfText(sampleText({ edition: 3, published: new Date("2027-01-02T10:00:00Z") }), IMPRINT);
    const name = (bytes: Uint8Array) => /urn:uuid:[^<]+/.exec(openEpub(bytes).get("EPUB/package.opf") ?? "")?.[0];
    expect(name(next)).toBe(name(books.text));
    expect(name(books.guide)).not.toBe(name(books.text));
  });

  test("is the same in every zone of time", () => {
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    const zone = process.env.TZ;
    try {
      const made = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"].map((name) => {
        process.env.TZ = name;
        return digest(epubOfText(text, IMPRINT));
      });
      expect(new Set(made).size).toBe(1);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test("of our guide says so on its cover and its title page, and names the press as its maker", () => {
    const of = openEpub(books.guide);
    expect(of.get("EPUB/cover.svg")).toContain("Our guide to A sample &amp; its &lt;parts&gt;");
    expect(of.get("EPUB/cover.xhtml")).toContain("Our guide to A sample");
    expect(of.get("EPUB/title.xhtml")).toContain("This is a reader’s guide by Socialist Books.");
    expect(of.get("EPUB/package.opf")).toContain(">Socialist Books</dc:creator>");
    expect(of.get("EPUB/package.opf")).not.toContain("Karl Example");
    expect(files.get("EPUB/title.xhtml")).not.toContain("guide");
  });
});
