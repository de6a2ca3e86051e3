import { zipSync } from "fflate";
import mammoth from "mammoth";
import type { Account } from "./account.ts";
import type { Read, Source } from "./draft.ts";
import { noFacts, properName } from "./facts.ts";
import { parsePage, wordsText } from "./page-tree.ts";
import { readBlocks } from "./read-blocks.ts";
import { bodyOf, openPage } from "./read-html.ts";
import { ImportRefusal } from "./refusal.ts";
import { refuseEntities } from "./tidy-tags.ts";
import { wordsInXml } from "./word-xml.ts";
import type { Zip } from "./zip.ts";

const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p.subtitle:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='Block Text'] => blockquote > p:fresh",
  "p[style-name='Centred by hand'] => p.centred:fresh",
  "strike => s",
  // a page of Word’s ends in the middle of a paragraph: its words stay apart
  "br[type='page'] => br",
  "br[type='column'] => br",
];
const NEEDED =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|word\/(document|footnotes|endnotes|styles|numbering)\.xml|word\/_rels\/(document|footnotes|endnotes)\.xml\.rels)$/;
const decoder = new TextDecoder("utf-8");
const encoder = new TextEncoder();

/** A Word file. What was struck out with tracked changes, comments and running heads are not the text: they are printed. */
export async function readWord(zip: Zip, source: Source, strip: boolean, account: Account): Promise<Read> {
  if (zip.names.some((name) => /vbaProject\.bin$/i.test(name)))
    throw new ImportRefusal("It holds macros, which are programs: save it as .docx without them.");
  const parts = new Map(zip.names.filter((name) => NEEDED.test(name)).map((name) => [name, zip.read(name)]));
  for (const [name, bytes] of parts) if (/\.(xml|rels)$/.test(name)) refuseEntities(decoder.decode(bytes));
  // the library leaves out the old sign for a line’s end, and would join the words beside it
  for (const [name, bytes] of parts)
    if (/\.xml$/.test(name)) parts.set(name, encoder.encode(decoder.decode(bytes).replace(/<w:cr\s*\/>/g, "<w:br/>")));
  const xml = (name: string) => (parts.has(name) ? decoder.decode(parts.get(name)) : "");
  for (const name of ["document", "footnotes", "endnotes"]) {
    const { kept, struck } = wordsInXml(xml(`word/${name}.xml`));
    account.came(kept);
    if (struck.trim() !== "") {
      account.came(struck);
      account.stripped("words struck out with tracked changes", struck);
    }
  }
  for (const name of zip.names) {
    const what = /^word\/(header|footer)\d*\.xml$/.test(name)
      ? "a running head or foot"
      : /^word\/comments\.xml$/.test(name)
        ? "comments in the margin"
        : "";
    if (what === "") continue;
    const text = decoder.decode(zip.read(name));
    refuseEntities(text);
    const words = wordsInXml(text).kept;
    account.came(words);
    account.stripped(what, words);
  }
  const html = await convert(parts);
  // the figures of notes are not in the file: Word shows them, and so does the library
  for (const [, sign = ""] of html.matchAll(/<a href="#(?:foot|end)note-\d+" id="[^"]*">(\[\d+\])<\/a>/g))
    account.came(sign);
  const tree = openPage(html, strip, account);
  // what Word's own markup said was counted as it was: broken characters have been mended since
  account.rewritten(wordsText(parsePage(html)), wordsText(tree));
  const blocks = readBlocks(bodyOf(tree), { file: source.name, account });
  const facts = noFacts();
  if (zip.has("docProps/core.xml")) {
    const core = decoder.decode(zip.read("docProps/core.xml"));
    refuseEntities(core);
    const creator = /<dc:creator>([^<]*)</.exec(core)?.[1]?.trim() ?? "";
    // Word names whoever owned the machine: it is said, and not believed
    if (creator)
      account.changes.add("The Word file names a maker, which may be who typed it: not taken for the author", {
        example: properName(creator),
      });
  }
  return { blocks, facts, windowTitle: "", siblings: () => undefined, ours: false };
}

/** The library gets an archive of our own making, with what was read within bounds and nothing else. */
async function convert(parts: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const safe = zipSync(Object.fromEntries(parts), { level: 0 });
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(safe) },
      {
        styleMap: STYLES,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        transformDocument: centre,
        convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
      },
    );
    return value;
  } catch (fault) {
    if (fault instanceof RangeError) throw fault;
    throw new ImportRefusal("The Word file is damaged: it cannot be read.");
  }
}

type WordNode = { type?: string; alignment?: string | null; styleName?: string | null; children?: WordNode[] };

/** Word centres by hand more often than by style. */
function centre(node: WordNode): WordNode {
  const children = node.children?.map(centre);
  const styled = node.type === "paragraph" && node.alignment === "center" && (node.styleName ?? "Normal") === "Normal";
  return { ...node, ...(children && { children }), ...(styled && { styleName: "Centred by hand" }) };
}
