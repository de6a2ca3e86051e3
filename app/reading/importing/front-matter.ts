import { parse } from "yaml";
import type { Account } from "./account.ts";
import { dateIn } from "./dates.ts";
import { type Facts, noFacts } from "./facts.ts";
import { ImportRefusal } from "./refusal.ts";

const FRONT = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/;

/** The facts at the head of a Markdown file, and the text under them. What no key of ours names is printed and left out. */
export function takeFrontMatter(text: string, account: Account): { facts: Facts; body: string; lines: number } {
  const facts = noFacts();
  const found = FRONT.exec(text);
  if (!found) return { facts, body: text, lines: 0 };
  let values: unknown;
  try {
    values = parse(found[1] ?? "", { maxAliasCount: 20, schema: "failsafe" });
  } catch (fault) {
    throw new ImportRefusal(
      `The facts between its two lines of --- cannot be read: ${fault instanceof Error ? (fault.message.split("\n")[0] ?? "") : ""}`,
    );
  }
  if (values === null || typeof values !== "object" || Array.isArray(values)) return { facts, body: text, lines: 0 };
  for (const [key, value] of Object.entries(values)) {
    const words = flatten(value);
    account.came(words);
    if (put(facts, key.toLowerCase().replace(/[\s-]+/g, "_"), words)) account.movedToMetadata(words);
    else {
      account.stripped(`front matter that is no fact of ours: ${key}`, words);
      account.changes.add("Keys of the front matter that we have no place for", { example: `${key}: ${words}` });
    }
  }
  return { facts, body: text.slice(found[0].length), lines: found[0].split("\n").length - 1 };
}

function flatten(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(flatten).filter(Boolean).join("; ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([key, one]) => `${key}: ${flatten(one)}`)
      .join("; ");
  return String(value).trim();
}

/** The keys are those of the texts that the site begins with. `introduction` stays words of the text's page. */
function put(facts: Facts, key: string, words: string): boolean {
  switch (key) {
    case "title":
    case "author":
    case "occasion":
    case "rights":
    case "summary":
    case "slug":
      facts[key] = words;
      return true;
    case "paper":
      facts.paper = words || null;
      return true;
    case "date":
    case "original_date": {
      facts.originalDate = dateIn(words);
      return facts.originalDate !== "";
    }
    case "written":
    case "source":
    case "transcribed":
    case "corrections":
      facts.provenance[key] = words;
      return true;
    case "first_published":
      facts.provenance.firstPublished = words;
      return true;
    case "translation":
    case "translator":
      facts.provenance.translation = words;
      return true;
    default:
      return false;
  }
}
