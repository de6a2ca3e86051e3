import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One file of words: the particulars at its head, and the Markdown under them. */
export type Words = { facts: Record<string, string>; lists: Record<string, string[]>; body: string };

/** Every file in a folder of db/seed/words/, by name. */
export async function readWords(folder: string): Promise<Words[]> {
  const place = join(import.meta.dirname, "words", folder);
  const names = (await readdir(place)).filter((name) => name.endsWith(".md")).sort();
  return Promise.all(
    names.map(async (name) => parseWords(await readFile(join(place, name), "utf8"), `${folder}/${name}`)),
  );
}

/** `key: value` lines, and `key:` followed by `  - ` lines, between two rules. Throws where there is no such head. */
export function parseWords(text: string, name: string): Words {
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined || body === undefined) throw new Error(`${name} has no particulars at its head`);
  const facts: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  let list: string[] | undefined;
  for (const line of head.split("\n")) {
    const item = /^\s+-\s+(.*)$/.exec(line)?.[1];
    if (item !== undefined && list) {
      list.push(item.trim());
      continue;
    }
    const [, key = "", value = ""] = /^([a-z_]+):\s*(.*)$/.exec(line) ?? [];
    if (key === "") throw new Error(`${name}: “${line}” is not a particular`);
    facts[key] = value.trim();
    list = [];
    lists[key] = list;
  }
  return { facts, lists, body: body.trim() };
}

/** A particular that must be there. */
export function needed(words: Words, key: string): string {
  const value = words.facts[key];
  if (!value) throw new Error(`${words.facts.slug ?? "a file of words"} lacks “${key}”`);
  return value;
}

/** A particular that may be missing, or be written as a dash. */
export function known(words: Words, key: string): string | undefined {
  const value = words.facts[key];
  return value === undefined || value === "" || value === "–" ? undefined : value;
}

/** The Markdown under a first-level heading, up to the next one. */
export function partOf(words: Words, title: string): string {
  const parts = words.body.split(/^# (.+)$/m);
  const index = parts.findIndex((part, place) => place % 2 === 1 && part.trim() === title);
  const part = index < 0 ? undefined : parts[index + 1];
  if (part === undefined) throw new Error(`${words.facts.slug ?? "a file of words"} lacks the part “${title}”`);
  return part.trim();
}
