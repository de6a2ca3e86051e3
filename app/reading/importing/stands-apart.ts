import { type Inline, sayInlines } from "./blocks.ts";
import { wordsOf } from "./words.ts";

/**
 * True where a piece of a line may go, a space left in its place, and every word beside it stays as it is. A hyphen that
 * is a link by itself in `coal-dust` may not: it makes the two one word.
 */
export function standsApart(inlines: readonly Inline[], at: number): boolean {
  const one = inlines[at];
  if (!one) return false;
  const before = upToSpace(inlines.slice(0, at).reverse()).reverse().join("");
  const after = upToSpace(inlines.slice(at + 1)).join("");
  const said = sayInlines([one]);
  const apart = [before, said, after].flatMap(wordsOf);
  return wordsOf(before + said + after).join(" ") === apart.join(" ");
}

/** What is said next to a place, as far as one word can reach. */
function upToSpace(inlines: readonly Inline[]): string[] {
  const said: string[] = [];
  for (const one of inlines) {
    const words = sayInlines([one]);
    said.push(words);
    if (/\s/.test(words)) break;
  }
  return said;
}
