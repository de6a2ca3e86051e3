import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";

/** The files of an EPUB by name, in their order. */
export function openEpub(bytes: Uint8Array): Map<string, string> {
  return new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));
}

const TOKEN =
  /<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>|<!--[\s\S]*?-->|<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[^<]+|</g;
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/;

/** What keeps a file from being XML, as sentences; none where it is well-formed. */
export function xmlFaults(xml: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (const [token, closing, name, attributes = "", empty] of xml.matchAll(TOKEN)) {
    if (ENTITY.test(token)) faults.push(`an ampersand that is none: ${token.slice(0, 60)}`);
    if (token === "<") faults.push("a bare <");
    if (name === undefined) continue;
    const names = [...attributes.matchAll(/\s([\w:-]+)=/g)].map(([, key]) => key);
    if (new Set(names).size !== names.length) faults.push(`an attribute twice in ${token}`);
    if (closing) {
      const expected = open.pop();
      if (expected !== name) faults.push(`</${name}> closes <${expected}>`);
    } else if (!empty) open.push(name);
  }
  return [...faults, ...open.map((name) => `<${name}> stays open`)];
}

/** Every `id` of a file. */
export const idsOf = (xml: string) => [...xml.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id);

/** Where every link of a file leads. */
export const linksOf = (xml: string) => [...xml.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, href = ""]) => href);

const CHECKER = "/usr/bin/epubcheck";
export const hasEpubcheck = existsSync(CHECKER);

/** What epubcheck says of a book. It is a program of its own, and not on every machine. */
export function epubcheck(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "epub-"));
  try {
    const file = join(folder, "book.epub");
    writeFileSync(file, bytes);
    return execFileSync("java", ["-jar", CHECKER, file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (fault) {
    const { stdout, stderr } = fault as { stdout?: string; stderr?: string };
    return `${stdout}\n${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
