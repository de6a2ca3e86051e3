import { diffArrays } from "diff";

/** A heading or paragraph of a text, in the order of reading. `words`: what it says, without marks. */
export type Block = { kind: "part" | "heading" | "paragraph"; words: string };
/** A block under the address it has in the page: `the-question`, `p12`, `p12-1`. */
export type Anchored = Block & { anchor: string };

/** What an edition leaves to the next: its addresses, and where those lead that editions before it had. */
export type Before = { blocks: readonly Anchored[]; retired: Readonly<Record<string, string>> };

export type Named = {
  /** One for each block, in order. */
  anchors: string[];
  /** Addresses that no block has any more, each with the address where its reader is led. */
  retired: Record<string, string>;
};

/** What a text's page calls its own places, and the shapes of our numbers: no part may take one of these. */
const TAKEN_BY_THE_PAGE =
  /^([pg]\d+(-\d+)*|note-.*|ref-.*|buy-.*|main|introduction|contents|notes|provenance|read|ask)$/;

/**
 * Gives every block its address. Where an edition came before, what stayed keeps its address, what was corrected keeps
 * it too, what is new between p12 and p13 becomes p12-1, and the address of what was taken out leads to what followed
 * it. An address is never given to something else.
 * @param letter what numbers of paragraphs begin with: a guide's never meet those of the text it is a guide to
 */
export function nameBlocks(blocks: readonly Block[], letter: "p" | "g", before?: Before): Named {
  const kept = before ? keepAddresses(before.blocks, blocks) : new Map<number, string>();
  const used = new Set([...(before?.blocks ?? []).map(({ anchor }) => anchor), ...Object.keys(before?.retired ?? {})]);
  const fresh = ![...kept.values()].some((anchor) => isNumber(anchor, letter));
  let number = 0;
  let last = `${letter}0`;
  const anchors = blocks.map((block, index) => {
    const anchor = kept.get(index) ?? (block.kind === "paragraph" ? newNumber() : freeSlug(slugOf(block.words), used));
    used.add(anchor);
    if (block.kind === "paragraph") last = anchor;
    return anchor;
  });
  return { anchors, retired: before ? retire(before, anchors) : {} };

  function newNumber(): string {
    if (fresh) {
      do number += 1;
      while (used.has(`${letter}${number}`));
      return `${letter}${number}`;
    }
    const base = /^[pg]\d+/.exec(last)?.[0] ?? `${letter}0`;
    let inserted = 1;
    while (used.has(`${base}-${inserted}`)) inserted += 1;
    return `${base}-${inserted}`;
  }
}

const isNumber = (anchor: string, letter: string) => new RegExp(`^${letter}\\d+(-\\d+)*$`).test(anchor);

/** Which new blocks are old ones, by their places: the same words, or words that were corrected between the same neighbours. */
function keepAddresses(old: readonly Anchored[], now: readonly Block[]): Map<number, string> {
  const kept = new Map<number, string>();
  const key = (block: Block) => `${block.kind}:${block.words}`;
  const lostAll: number[] = [];
  const newAll: number[] = [];
  let from = 0;
  let to = 0;
  let lost: number[] = [];
  let fresh: number[] = [];
  const settle = () => {
    const pairs = pairSimilar(lost, fresh, old, now);
    for (const [i, j] of pairs) kept.set(j, old[i]?.anchor ?? "");
    const taken = new Set(pairs.map(([i]) => i));
    lostAll.push(...lost.filter((i) => !taken.has(i)));
    newAll.push(...fresh.filter((j) => !kept.has(j)));
    lost = [];
    fresh = [];
  };
  for (const step of diffArrays(old.map(key), now.map(key))) {
    if (step.removed) for (let n = 0; n < step.count; n += 1) lost.push(from++);
    else if (step.added) for (let n = 0; n < step.count; n += 1) fresh.push(to++);
    else {
      settle();
      for (let n = 0; n < step.count; n += 1) kept.set(to++, old[from++]?.anchor ?? "");
    }
  }
  settle();
  // what was moved, word for word, takes its address with it
  for (const j of newAll) {
    const found = lostAll.findIndex((i) => key(old[i] as Block) === key(now[j] as Block));
    if (found >= 0) kept.set(j, old[lostAll.splice(found, 1)[0] as number]?.anchor ?? "");
  }
  return kept;
}

const LIKE_ENOUGH = 0.5;
const MOST_PAIRS = 40_000;
const MOST_PLACES = 4_000_000;

/**
 * Pairs what was taken out with what came in its place, in order, so that the pairs are as alike as can be. Where that
 * is most of a long text (one spelling put right in every paragraph), each passage is only held against those that
 * stand about as far in.
 */
function pairSimilar(
  lost: readonly number[],
  fresh: readonly number[],
  old: readonly Block[],
  now: readonly Block[],
): [number, number][] {
  if (lost.length === 0 || fresh.length === 0 || lost.length * fresh.length > MOST_PLACES) return [];
  const reach = Math.max(MOST_PAIRS / (2 * lost.length), 2);
  const near = (x: number, y: number) =>
    lost.length * fresh.length <= MOST_PAIRS || Math.abs(y - (x * fresh.length) / lost.length) <= reach;
  const lonely = (all: readonly number[], blocks: readonly Block[], kind: Block["kind"]) =>
    all.filter((i) => blocks[i]?.kind === kind).length === 1;
  const score = (i: number, j: number): number => {
    const [a, b] = [old[i] as Block, now[j] as Block];
    if (a.kind !== b.kind) return 0;
    const alike = likeness(a.words, b.words);
    if (alike >= LIKE_ENOUGH) return alike;
    // the one heading here is still the one heading here, whatever it is called now
    return a.kind !== "paragraph" && lonely(lost, old, a.kind) && lonely(fresh, now, a.kind) ? LIKE_ENOUGH : 0;
  };
  const best = Array.from({ length: lost.length + 1 }, () => new Float64Array(fresh.length + 1));
  const scores = lost.map((i, x) => fresh.map((j, y) => (near(x, y) ? score(i, j) : 0)));
  const at = (x: number, y: number) => best[x]?.[y] ?? 0;
  const of = (x: number, y: number) => scores[x]?.[y] ?? 0;
  for (let x = lost.length - 1; x >= 0; x -= 1)
    for (let y = fresh.length - 1; y >= 0; y -= 1)
      (best[x] as Float64Array)[y] = Math.max(
        at(x + 1, y),
        at(x, y + 1),
        of(x, y) > 0 ? of(x, y) + at(x + 1, y + 1) : 0,
      );
  const pairs: [number, number][] = [];
  for (let x = 0, y = 0; x < lost.length && y < fresh.length; ) {
    if (of(x, y) > 0 && at(x, y) === of(x, y) + at(x + 1, y + 1))
      pairs.push([lost[x++] as number, fresh[y++] as number]);
    else if (at(x, y) === at(x + 1, y)) x += 1;
    else y += 1;
  }
  return pairs;
}

/** How many of their words two passages share, from 0 to 1 (the coefficient of Dice). */
function likeness(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.length + right.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count > 0) shared += 1;
    counts.set(word, count - 1);
  }
  return (2 * shared) / (left.length + right.length);
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Every address that was ever given leads somewhere: to what followed the passage that had it. */
function retire(before: Before, anchors: readonly string[]): Record<string, string> {
  const alive = new Set(anchors);
  const retired: Record<string, string> = {};
  let following = anchors.at(-1) ?? "";
  const start = before.blocks.some(({ anchor }) => alive.has(anchor)) ? following : (anchors[0] ?? "");
  following = start;
  for (const { anchor } of [...before.blocks].reverse()) {
    if (alive.has(anchor)) following = anchor;
    else retired[anchor] = following;
  }
  for (const [anchor, to] of Object.entries(before.retired))
    retired[anchor] = alive.has(to) ? to : (retired[to] ?? start);
  return retired;
}

/** "First question: why there?" → `first-question-why-there`. */
export function slugOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (
    plain
      .replace(/[’']/g, "")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "part"
  );
}

function freeSlug(wish: string, used: ReadonlySet<string>): string {
  const free = TAKEN_BY_THE_PAGE.test(wish) ? `part-${wish}` : wish;
  let slug = free;
  for (let copy = 2; used.has(slug); copy += 1) slug = `${free}-${copy}`;
  return slug;
}
