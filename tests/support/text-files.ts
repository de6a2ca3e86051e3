import { strToU8, zipSync } from "fflate";
import { type Imported, type ImportOptions, importText } from "#app/reading/importing/import-text.ts";
import { ImportRefusal } from "#app/reading/importing/refusal.ts";

/** A sentence long enough to be prose; every text that is made here has some. */
export const PROSE =
  "The meeting began late, because the hall was cold and nobody had brought enough coal to heat the room for all who came.";

const encoder = new TextEncoder();

/** Brings in a file of our own making. */
export function bring(
  name: string,
  file: string | Uint8Array,
  options?: ImportOptions,
  beside: Record<string, string> = {},
): Promise<Imported> {
  const bytes = typeof file === "string" ? encoder.encode(file) : file;
  return importText(
    { name, bytes, sibling: (path) => (beside[path] === undefined ? undefined : encoder.encode(beside[path])) },
    options,
  );
}

/** The sentence with which a file is refused. */
export async function refusalOf(name: string, file: string | Uint8Array, options?: ImportOptions): Promise<string> {
  try {
    await bring(name, file, options);
  } catch (refusal) {
    if (refusal instanceof ImportRefusal) return refusal.message;
    throw refusal;
  }
  return "";
}

/** Each character one byte, as windows-1252 and its like write them; what is above 255 is looked up in `high`. */
export function oneByteEach(text: string, high: Record<string, number>): Uint8Array {
  return Uint8Array.from([...text].map((char) => high[char] ?? char.charCodeAt(0)));
}

export const WINDOWS: Record<string, number> = {
  "’": 0x92,
  "‘": 0x91,
  "“": 0x93,
  "”": 0x94,
  "–": 0x96,
  "—": 0x97,
  "…": 0x85,
};
export const MACINTOSH: Record<string, number> = {
  "’": 0xd5,
  "‘": 0xd4,
  "“": 0xd2,
  "”": 0xd3,
  "–": 0xd0,
  "—": 0xd1,
  "…": 0xc9,
  é: 0x8e,
};

/** A page of XHTML as e-books have them. */
export const xhtml = (body: string, title = "A page") =>
  `<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">\n<head><title>${title}</title></head>\n<body>${body}</body>\n</html>`;

const CONTAINER = `<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`;

/** An EPUB of the pages given, in their order; `facts` and `guide` are XML of its package, `more` further files. */
export function epub(
  pages: Record<string, string>,
  {
    facts = "<dc:title>The Oven</dc:title><dc:creator>Anna Beck</dc:creator>",
    version = "3.0",
    guide = "",
    outside = [],
    more = {},
  }: { facts?: string; version?: string; guide?: string; outside?: string[]; more?: Record<string, Uint8Array> } = {},
): Uint8Array {
  const names = Object.keys(pages);
  const items = names
    .map((name, index) => `<item id="i${index}" href="${name}" media-type="application/xhtml+xml"/>`)
    .join("");
  const refs = names
    .flatMap((name, index) => (outside.includes(name) ? [] : [`<itemref idref="i${index}"/>`]))
    .join("");
  const opf = `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="${version}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">${facts}</metadata><manifest>${items}</manifest><spine>${refs}</spine>${guide}</package>`;
  return zipSync({
    mimetype: [strToU8("application/epub+zip"), { level: 0 }],
    "META-INF/container.xml": strToU8(CONTAINER),
    "book/package.opf": strToU8(opf),
    ...Object.fromEntries(names.map((name) => [`book/${name}`, strToU8(pages[name] ?? "")])),
    ...more,
  });
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

/** A run of a Word file; `look` is XML of its properties. */
export const run = (words: string, look = "") =>
  `<w:r>${look && `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${words}</w:t></w:r>`;
/** A paragraph of a Word file; `style` is the id of one of the styles. */
export const para = (inside: string, style = "", more = "") =>
  `<w:p><w:pPr>${style && `<w:pStyle w:val="${style}"/>`}${more}</w:pPr>${inside}</w:p>`;

/** A Word file, with the footnotes and endnotes given by their numbers. */
export function word(
  body: string,
  {
    footnotes = {},
    endnotes = {},
    more = {},
  }: { footnotes?: Record<number, string>; endnotes?: Record<number, string>; more?: Record<string, Uint8Array> } = {},
): Uint8Array {
  const notes = (kind: string, all: Record<number, string>) =>
    `<?xml version="1.0"?><w:${kind}s ${W}>${Object.entries(all)
      .map(([id, words]) => `<w:${kind} w:id="${id}">${para(run(words))}</w:${kind}>`)
      .join("")}</w:${kind}s>`;
  const styles = ["Title", "heading 1", "heading 2", "Quote"]
    .map(
      (name) => `<w:style w:type="paragraph" w:styleId="${name.replace(" ", "")}"><w:name w:val="${name}"/></w:style>`,
    )
    .join("");
  const relation = (id: number, what: string) =>
    `<Relationship Id="r${id}" Type="${RELATIONS}/${what}" Target="${what}.xml"/>`;
  return zipSync({
    "[Content_Types].xml": strToU8(
      `<?xml version="1.0"?><Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ),
    "_rels/.rels": strToU8(
      `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    "word/_rels/document.xml.rels": strToU8(
      `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships">${relation(1, "footnotes")}${relation(2, "endnotes")}${relation(3, "styles")}</Relationships>`,
    ),
    "word/document.xml": strToU8(`<?xml version="1.0"?><w:document ${W}><w:body>${body}</w:body></w:document>`),
    "word/footnotes.xml": strToU8(notes("footnote", footnotes)),
    "word/endnotes.xml": strToU8(notes("endnote", endnotes)),
    "word/styles.xml": strToU8(`<?xml version="1.0"?><w:styles ${W}>${styles}</w:styles>`),
    ...more,
  });
}
