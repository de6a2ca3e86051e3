import { type Block, everyLine, type Inline } from "./blocks.ts";
import type { Changes } from "./changes.ts";

/** Straight quotation marks made curly, in words that are not code. Feet and inches (5' 10") stay as they are. */
export function curlQuotes(blocks: Block[], changes: Changes): void {
  for (const { inlines, block } of everyLine(blocks)) {
    let before = "";
    for (const one of inlines) {
      if (one.kind === "words" && !one.code)
        one.value = curl(one.value, before, () => changes.add("Quotation marks made curly", { line: block.line }));
      before = lastChar(one, before);
    }
  }
}

const lastChar = (one: Inline, before: string) =>
  one.kind === "words" ? (one.value.at(-1) ?? before) : one.kind === "break" ? " " : "x";

function curl(words: string, before: string, changed: () => void): string {
  return words.replace(/["']/g, (mark, at: number) => {
    const left = at === 0 ? before : (words[at - 1] ?? "");
    const right = words[at + 1] ?? "";
    if (/\d/.test(left) && !/[\p{L}]/u.test(right) && !/["'“‘]\d+$/.test(words.slice(Math.max(0, at - 8), at)))
      return mark;
    changed();
    const opens = left === "" || /[\s([{“‘—–\-/]/.test(left);
    if (mark === '"') return opens ? "“" : "”";
    // what is left out at a word's beginning: ’tis, ’twas, ’em, the ’30s
    const elided = /^'(?:tis|twas|em|til|cause|round|bout|\d\ds?)\b/i.test(words.slice(at, at + 8));
    return opens && !elided ? "‘" : "’";
  });
}
