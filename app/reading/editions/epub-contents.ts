import type { Book, Entry, Page } from "./epub-book.ts";
import { documentOf } from "./epub-document.ts";
import { escapeXml, tag } from "./xhtml.ts";

export function navOf(book: Book): string {
  const landmarks = [
    { type: "cover", file: "cover.xhtml", name: "Cover" },
    { type: "toc", file: "nav.xhtml", name: "Contents" },
    { type: "bodymatter", file: book.start, name: "Start of the text" },
    ...book.pages
      .filter((page) => LANDMARKS.has(page.kind))
      .map((page) => ({ type: page.kind, file: page.file, name: page.title })),
  ];
  const links = landmarks.map(({ type, file, name }) =>
    tag("li", {}, tag("a", { "epub:type": type, href: file }, escapeXml(name))),
  );
  return documentOf(
    `Contents of ${book.title}`,
    `<nav epub:type="toc" role="doc-toc" aria-labelledby="contents">
<h1 id="contents">Contents</h1>
${listOf(book.pages)}
</nav>
<nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks">
<ol>
${links.join("\n")}
</ol>
</nav>`,
  );
}

/** One of each kind is a landmark; in a book of several texts there is more than one of these. */
const LANDMARKS = new Set(["titlepage", "colophon"]);

type Branch = { entry: Entry; under: Entry[] };

/** What the contents name, the entries of the second depth under the one before them. */
function branches(pages: readonly Page[]): Branch[] {
  const found: Branch[] = [];
  for (const entry of pages.flatMap((page) => page.entries)) {
    const last = found.at(-1);
    if (entry.depth === 2 && last) last.under.push(entry);
    else found.push({ entry, under: [] });
  }
  return found;
}

const linkTo = ({ title, href }: Entry) => tag("a", { href }, escapeXml(title));

function listOf(pages: readonly Page[]): string {
  const items = branches(pages).map(({ entry, under }) => {
    const inner =
      under.length > 0 ? `\n<ol>\n${under.map((one) => tag("li", {}, linkTo(one))).join("\n")}\n</ol>\n` : "";
    return `<li>${linkTo(entry)}${inner}</li>`;
  });
  return `<ol>\n${items.join("\n")}\n</ol>`;
}

/** The contents once more for reading apps of before 2011. */
export function ncxOf(book: Book, identifier: string): string {
  let order = 0;
  // a point takes its number before those inside it
  const point = ({ title, href }: Entry, under: readonly Entry[]): string => {
    order += 1;
    const place = `id="n${order}" playOrder="${order}"`;
    const inner = under.map((one) => point(one, [])).join("");
    return `<navPoint ${place}><navLabel><text>${escapeXml(title)}</text></navLabel><content src="${escapeXml(href)}"/>${inner}</navPoint>`;
  };
  const points = branches(book.pages).map(({ entry, under }) => point(entry, under));
  return `<?xml version="1.0" encoding="UTF-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en-GB">
<head>
<meta name="dtb:uid" content="${identifier}"/>
<meta name="dtb:depth" content="2"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle><text>${escapeXml(book.title)}</text></docTitle>
<navMap>
${points.join("\n")}
</navMap>
</ncx>
`;
}
