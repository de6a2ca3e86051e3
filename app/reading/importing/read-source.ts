import type { Account } from "./account.ts";
import { decodeBytes } from "./decode.ts";
import type { Read, Source } from "./draft.ts";
import { readEpub } from "./read-epub.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown } from "./read-markdown.ts";
import { readPlain } from "./read-plain.ts";
import { readWord } from "./read-word.ts";
import { ImportRefusal, MOST_BYTES, refuseSize } from "./refusal.ts";
import { isZip, openZip } from "./zip.ts";

/** Tells what kind of file it is, by its bytes first and its name second, and takes it apart. */
export async function readSource(source: Source, strip: boolean, account: Account): Promise<Read> {
  if (isZip(source.bytes)) {
    const zip = openZip(source.bytes);
    if (zip.has("META-INF/container.xml")) return readEpub(zip, strip, account);
    if (zip.has("word/document.xml")) return readWord(zip, source, strip, account);
    throw new ImportRefusal(
      "It is an archive, but neither an EPUB nor a Word file (.docx): unpack it and bring in what is in it.",
    );
  }
  refuseSize(source.bytes.length, MOST_BYTES);
  const text = decodeBytes(source.bytes, account.changes);
  const extension = /\.([a-z0-9]+)$/i.exec(source.name)?.[1]?.toLowerCase() ?? "";
  if (/^(md|markdown|mdown|mkd)$/.test(extension)) return readMarkdown(text, source, strip, account);
  if (/^(html?|xhtml|xht|shtml?|xml)$/.test(extension) || looksLikePage(text))
    return readHtml(text, source, strip, account);
  if (/^(epub|docx|docm|odt)$/.test(extension))
    throw new ImportRefusal(`Its name says .${extension}, but it is not one: the file is damaged, or wrongly named.`);
  return readPlain(text, account);
}

const looksLikePage = (text: string) =>
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,500}?-->\s*)*(?:<!doctype html|<html[\s>])/i.test(text.slice(0, 3000));
