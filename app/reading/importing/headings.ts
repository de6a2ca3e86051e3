import type { Account } from "./account.ts";
import { type Block, type Heading, type Inline, type Paragraph, sayInlines, type Words } from "./blocks.ts";
import { inOneLine } from "./finish-line.ts";

const LONGEST = 100;
const ORDINAL =
  /^[^\p{L}\p{N}]*(?:(?:chapter|part|book|section|appendix|lecture|letter)\s+)?(?:[ivxlc]{1,7}|\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|first|second|third)[^\p{L}\p{N}]*$/iu;
const NAMED =
  /^[^\p{L}\p{N}]*(?:chapter|part|book|section|appendix|preface|introduction|foreword|conclusion|afterword|postscript|epilogue|prologue|notes|footnotes|endnotes)\b/iu;

/** Lines that look like headings become headings, where a text marks none of its own as such. */
export function findHeadings(blocks: Block[], account: Account): Block[] {
  const explicit = blocks.filter((block) => block.kind === "heading").length;
  const out = blocks.flatMap((block, index): Block[] => {
    if (block.kind !== "paragraph" || explicit >= 3) return [block];
    const rank = headingRank(block);
    if (rank === undefined || !leadsOn(blocks, index)) return [block];
    account.changes.add("Lines taken for headings by their look", {
      line: block.line,
      example: sayInlines(block.inlines).trim(),
    });
    const inlines = inOneLine([block]).map(
      (one): Inline => (one.kind === "words" ? { ...one, strong: undefined, size: undefined } : one),
    );
    return [{ kind: "heading", rank, inlines, ids: block.ids, line: block.line, explicit: false }];
  });
  return joinOrdinals(out, account);
}

/** A heading has something under it. */
function leadsOn(blocks: readonly Block[], index: number): boolean {
  const next = blocks.slice(index + 1).find((block) => block.kind !== "rule");
  return next !== undefined;
}

/** How high a line stands by its look: 2 for the largest letters, more for less. Undefined for a line of the text. */
export function headingRank({ inlines, centred }: Paragraph): number | undefined {
  const said = sayInlines(inlines).trim();
  if (said === "" || said.length > LONGEST || inlines.filter((one) => one.kind === "break").length > 1)
    return undefined;
  const letters = said.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0 && !ORDINAL.test(said)) return undefined;
  if (/[,;:–—-]$/.test(said) || inlines.some((one) => one.kind === "image")) return undefined;
  const words = inlines.filter((one): one is Words => one.kind === "words" && one.value.trim() !== "");
  if (words.length === 0 || words.some((one) => one.code)) return undefined;
  const size = Math.min(...words.map((one) => one.size ?? 3));
  const bold = words.every((one) => one.strong);
  const capitals = letters >= 4 && said === said.toUpperCase() && said !== said.toLowerCase();
  const ordinal = ORDINAL.test(said);
  // a sentence may be loud: it is no heading for that
  if (
    /[.!?]["”’)]*$/.test(said) &&
    !(
      ordinal ||
      (NAMED.test(said) && said.length < 50) ||
      (size >= 5 && said.length < 60) ||
      (/\.$/.test(said) && (bold || capitals) && said.split(/\s+/).length <= 6)
    )
  )
    return undefined;
  if (size >= 4) return Math.max(2, 8 - size);
  if (ordinal && (bold || centred || capitals || /^[^\p{L}\p{N}]*chapter|part/iu.test(said))) return 4;
  if (centred && (bold || capitals || NAMED.test(said))) return 4.5;
  if (capitals && said.split(/\s+/).length <= 14) return 5;
  return bold ? 5.5 : undefined;
}

/** `CHAPTER I` and the line under it are one heading. */
function joinOrdinals(blocks: Block[], account: Account): Block[] {
  const out: Block[] = [];
  for (const block of blocks) {
    const before = out.at(-1);
    if (
      block.kind === "heading" &&
      before?.kind === "heading" &&
      !before.explicit &&
      !block.explicit &&
      ORDINAL.test(sayInlines(before.inlines)) &&
      !ORDINAL.test(sayInlines(block.inlines))
    ) {
      out[out.length - 1] = {
        ...before,
        inlines: [...before.inlines, { kind: "words", value: ": " }, ...block.inlines],
        ids: [...before.ids, ...block.ids],
      };
      account.changes.add("A number and the line under it joined to one heading", { line: before.line });
    } else out.push(block);
  }
  return out;
}

/** Levels as our editions want them: parts are 2, what is in them 3, and none is left out on the way down. */
export function levelHeadings(blocks: readonly Block[]): { block: Block; depth: number }[] {
  const open: number[] = [];
  return blocks.map((block) => {
    if (block.kind !== "heading") return { block, depth: 0 };
    while ((open.at(-1) ?? 0) >= block.rank) open.pop();
    open.push(block.rank);
    return { block, depth: Math.min(open.length + 1, 6) };
  });
}

/** A heading's words, without the number before them. */
export function titleOf(heading: Heading): string {
  const said = sayInlines(heading.inlines).replace(/\s+/g, " ").trim();
  const [before = "", ...rest] = said.split(": ");
  return ORDINAL.test(before) && rest.length > 0 ? rest.join(": ") : said;
}
