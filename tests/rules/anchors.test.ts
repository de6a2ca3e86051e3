import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Anchored, type Block, nameBlocks } from "#app/reading/anchors.ts";
import { renderText } from "#app/reading/render-text.ts";

const paragraph = (words: string): Block => ({ kind: "paragraph", words });
const part = (words: string): Block => ({ kind: "part", words });

function edition(blocks: readonly Block[], before?: { blocks: Anchored[]; retired: Record<string, string> }) {
  const { anchors, retired } = nameBlocks(blocks, "p", before);
  return { blocks: blocks.map((block, i): Anchored => ({ ...block, anchor: anchors[i] ?? "" })), retired };
}
const anchorsOf = ({ blocks }: { blocks: readonly Anchored[] }) => blocks.map(({ anchor }) => anchor);

const FIRST = edition([
  part("The question"),
  paragraph("A first passage about the harvest and the railway."),
  paragraph("A second passage about bread, peace and land."),
  part("The answer"),
  paragraph("A third passage about the council of the workers."),
]);

const FIVE = FIRST.blocks as unknown as [Block, Block, Block, Block, Block];

describe("an address inside a text never changes once it is published", () => {
  test("what stayed keeps its address, and what is new gets one of its own", () => {
    const [question, one, two, answer, three] = FIVE;
    const next = edition(
      [question, one, paragraph("New."), paragraph("Newer."), two, answer, three, paragraph("End.")],
      FIRST,
    );
    expect(anchorsOf(next)).toEqual(["the-question", "p1", "p1-1", "p1-2", "p2", "the-answer", "p3", "p3-1"]);
    expect(next.retired).toEqual({});
    const third = edition([question, paragraph("Before."), one, paragraph("New."), two, answer, three], next);
    expect(anchorsOf(third)).toEqual(["the-question", "p0-1", "p1", "p1-1", "p2", "the-answer", "p3"]);
    expect(third.retired).toEqual({ "p1-2": "p2", "p3-1": "p3" });
  });

  test("a corrected passage and a heading that is called otherwise are the same ones", () => {
    const next = edition(
      [
        part("The question"),
        paragraph("A first passage about the harvest, the railway."),
        paragraph("A second passage about bread, peace and the land."),
        part("What came of it"),
        paragraph("A third passage about the council of the workers."),
      ],
      FIRST,
    );
    expect(anchorsOf(next)).toEqual(anchorsOf(FIRST));
  });

  test("a spelling put right in every passage of a long text changes no address", () => {
    const many = (spelling: string) =>
      Array.from({ length: 300 }, (_none, n) => paragraph(`Passage ${n} is about the ${spelling} of banner ${n * 7}.`));
    const first = edition(many("color"));
    const second = edition([paragraph("An opening that is new."), ...many("colour")], first);
    expect(anchorsOf(second).slice(1)).toEqual(anchorsOf(first));
    expect(second.retired).toEqual({});
  });

  test("what was moved word for word takes its address along", () => {
    const [question, one, two, answer, three] = FIVE;
    expect(anchorsOf(edition([question, two, answer, three, one], FIRST)).sort()).toEqual(anchorsOf(FIRST).sort());
  });

  test("an address whose passage is gone leads on, through any number of editions", () => {
    const [question, one, two, answer, three] = FIVE;
    const second = edition([question, two, answer, three], FIRST);
    expect(second.retired).toEqual({ p1: "p2" });
    const third = edition([question, answer, three], second);
    expect(third.retired).toEqual({ p1: "the-answer", p2: "the-answer" });
    const back = edition([question, one, answer, three], third);
    expect(anchorsOf(back)).not.toContain("p1");
  });

  test("a guide's paragraphs never meet those of the text it is a guide to", () => {
    const guide = renderText("## One\n\nA guide to it.\n\nWith two paragraphs.", { holds: "guide" });
    expect(guide.blocks.map(({ anchor }) => anchor)).toEqual(["one", "g1", "g2"]);
    const text = renderText("## One\n\nThe words themselves, others.", { holds: "full text", before: guide });
    expect(text.blocks.map(({ anchor }) => anchor)).toEqual(["one", "p1"]);
    expect(text.html).toContain('<p id="p1"><span id="g1"></span><span id="g2"></span>');
  });

  test("whatever is edited, no address is lost, doubled or given to other words", () => {
    const words = fc.array(fc.constantFrom("bread", "peace", "land", "council", "strike", "paper", "press"), {
      minLength: 1,
      maxLength: 6,
    });
    const block = fc.oneof(
      words.map((all) => paragraph(all.join(" "))),
      words.map((all) => part(all.join(" "))),
    );
    const editions = fc.array(fc.array(block, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(editions, (all) => {
        const kinds = new Map<string, Block["kind"]>();
        let before: ReturnType<typeof edition> | undefined;
        for (const blocks of all) {
          const now = edition(blocks, before);
          const alive = new Set(anchorsOf(now));
          expect(alive.size).toBe(blocks.length);
          for (const { anchor, kind } of now.blocks) expect(kinds.get(anchor) ?? kind).toBe(kind);
          for (const one of now.blocks) kinds.set(one.anchor, one.kind);
          for (const anchor of kinds.keys())
            if (!alive.has(anchor)) expect(alive.has(now.retired[anchor] ?? "")).toBe(true);
          const known = new Map(before?.blocks.map((one) => [`${one.kind}:${one.words}`, one.anchor]));
          const same =
            before && JSON.stringify(before.blocks.map((b) => b.words)) === JSON.stringify(blocks.map((b) => b.words));
          if (same && known.size === blocks.length) expect(anchorsOf(now)).toEqual(anchorsOf(before as typeof now));
          before = now;
        }
      }),
      { numRuns: 400 },
    );
  });
});
