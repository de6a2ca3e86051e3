import { posix } from "node:path";
import type { Account } from "./account.ts";
import type { Block } from "./blocks.ts";
import { decodeBytes } from "./decode.ts";
import type { Read } from "./draft.ts";
import { type Package, readPackage } from "./epub-package.ts";
import { type Facts, noFacts } from "./facts.ts";
import { wordsText } from "./page-tree.ts";
import { readBlocks } from "./read-blocks.ts";
import { bodyOf, openPage } from "./read-html.ts";
import { ImportRefusal } from "./refusal.ts";
import { attributesOf, scanTags } from "./scan-tags.ts";
import { refuseEntities } from "./tidy-tags.ts";
import type { Zip } from "./zip.ts";

/** An EPUB, 2 or 3: the pages of its spine are one text, in their order; pages outside it follow. */
export function readEpub(zip: Zip, strip: boolean, account: Account): Read {
  if (zip.has("META-INF/encryption.xml") && locks(xmlOf(zip, "META-INF/encryption.xml", account)))
    throw new ImportRefusal("The EPUB is locked (DRM): its words cannot be read.");
  const opf = rootFile(xmlOf(zip, "META-INF/container.xml", account));
  if (!zip.has(opf)) throw new ImportRefusal("The EPUB does not hold the list of its own pages.");
  const book = readPackage(xmlOf(zip, opf, account), posix.dirname(opf));
  const pages = [...book.spine, ...book.others].filter((page) => zip.has(page));
  if (pages.length === 0) throw new ImportRefusal("The EPUB names no page that is in it.");
  const missing = book.spine.filter((page) => !zip.has(page));
  for (const page of missing) account.changes.add("Pages that the EPUB names and does not hold", { example: page });
  const blocks = pages.map((page) => readPage(page, zip, book, strip, account));
  return { blocks, facts: factsOf(book), windowTitle: "", siblings: () => undefined, ours: false };
}

function readPage(page: string, zip: Zip, book: Package, strip: boolean, account: Account): Block {
  try {
    const tree = openPage(decodeBytes(zip.read(page), account.changes), strip, account);
    const body = bodyOf(tree);
    account.came(body.map(wordsText).join("\n"));
    const blocks = readBlocks(body, { file: page, account });
    // what the body's element says of the page is a word about all of it
    const role = `${book.roles.get(page) ?? ""} ${bodyType(tree)}`;
    return { kind: "group", role: `page ${role}`, ids: [`${page}#`], line: 0, blocks };
  } catch (refusal) {
    if (refusal instanceof ImportRefusal) throw new ImportRefusal(`Its page ${page} is refused. ${refusal.message}`);
    throw refusal;
  }
}

function bodyType(tree: { children: unknown[] }): string {
  const text = JSON.stringify(tree, (key, value) => (key === "position" || key === "value" ? undefined : value)).slice(
    0,
    20_000,
  );
  const types = [...text.matchAll(/"epub:type":"([^"]*)"/g)].map(([, type]) => type ?? "");
  return types.slice(0, 2).join(" ");
}

function xmlOf(zip: Zip, name: string, account: Account): string {
  const text = decodeBytes(zip.read(name), account.changes);
  refuseEntities(text);
  return text;
}

function rootFile(container: string): string {
  for (const tag of scanTags(container))
    if (tag.name.split(":").at(-1) === "rootfile") return attributesOf(container, tag).get("full-path") ?? "";
  return "";
}

/** Fonts may be scrambled; pages may not. */
const locks = (encryption: string) =>
  [...encryption.matchAll(/URI\s*=\s*["']([^"']+)/g)].some(([, uri = ""]) => /\.(x?html?|xml|opf|ncx)$/i.test(uri));

function factsOf(book: Package): Facts {
  const facts = noFacts();
  facts.title = book.title;
  facts.author = book.authors.join(" and ");
  if (book.translators.length > 0) facts.provenance.translation = book.translators.join(" and ");
  const source = [book.publisher, ...book.sources].filter(Boolean).join("; ");
  if (source) facts.provenance.source = source;
  return facts;
}
