import { type Block, everyLine, type Heading, sayBlock } from "./blocks.ts";

const EDITORS =
  /^[^\p{L}\p{N}]*(?:(?:editor|publisher|translator)s?['’]?s?['’]?\s+(?:introduction|introductory note|foreword|preface|note)|(?:introduction|foreword|preface)\s+(?:by|from|of) the (?:editors?|publishers?|translator)|about this text|introduction to this edition)[^\p{L}\p{N}]*$/iu;
const MARKED = /\b(editor-?s?-?introduction|editorial-introduction|editors?-?note|ednote-intro)\b/i;

/**
 * Takes out the part that is an editor's introduction, where the source marks it as that. One that calls notes stays
 * in the text, since an introduction has none.
 */
export function takeIntroduction(
  blocks: Block[],
  firstLevel: boolean,
): { heading: string; blocks: Block[] } | undefined {
  for (const block of blocks)
    if (block.kind === "group" && MARKED.test(block.role) && !callsNotes(block.blocks)) {
      blocks.splice(blocks.indexOf(block), 1);
      return { heading: "", blocks: block.blocks };
    }
  const at = blocks.findIndex(
    (block) => block.kind === "heading" && (EDITORS.test(sayBlock(block)) || (firstLevel && isOurs(block, blocks))),
  );
  const heading = blocks[at];
  if (heading?.kind !== "heading") return undefined;
  const after = blocks.findIndex(
    (block, index) => index > at && block.kind === "heading" && block.rank <= heading.rank,
  );
  // an introduction that runs to the end would leave no text
  if (after === -1) return undefined;
  const inside = blocks.slice(at + 1, after);
  if (inside.length === 0 || callsNotes(inside)) return undefined;
  blocks.splice(at, after - at);
  return { heading: sayBlock(heading), blocks: inside };
}

/** In a file of our own: `# Introduction`, and after it `# Guide` or `# Text`. */
function isOurs(block: Heading, blocks: readonly Block[]): boolean {
  if (block.rank !== 1 || !/^introduction$/i.test(sayBlock(block).trim())) return false;
  return blocks.some(
    (other) =>
      other !== block && other.kind === "heading" && other.rank === 1 && /^(guide|text)$/i.test(sayBlock(other).trim()),
  );
}

const callsNotes = (blocks: Block[]) =>
  [...everyLine(blocks)].some(({ inlines }) => inlines.some((one) => one.kind === "call"));
