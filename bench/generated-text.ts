import type { TextDraft } from "#app/reading/drafts.ts";

/** A stream of numbers from 0 to 1 that the same seed always gives (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SYLLABLES =
  "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za ber con den fal gor han jor kel lan mor".split(" ");

/** A made-up language of so many words; the first are the most used ones (Zipf), as in every true one. */
export function makeWords(count: number, random: () => number): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    const length = 1 + Math.floor(random() * 3);
    words.add(Array.from({ length: length + 1 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join(""));
  }
  return [...words];
}

/** A text of about so many words in parts and paragraphs, with a note in every part. */
export function makeText(slug: string, length: number, words: readonly string[], random: () => number): TextDraft {
  const word = () => words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? "ba";
  const sentence = () => {
    const said = Array.from({ length: 8 + Math.floor(random() * 20) }, word).join(" ");
    return `${said[0]?.toUpperCase()}${said.slice(1)}.`;
  };
  const lines: string[] = [];
  const notes: string[] = [];
  let written = 0;
  while (written < length) {
    const part = notes.length + 1;
    lines.push(`## ${sentence().slice(0, 40).replace(/\W+$/, "")}`);
    for (let n = 0; n < 18 && written < length; n += 1) {
      const paragraph = Array.from({ length: 3 + Math.floor(random() * 5) }, sentence).join(" ");
      written += paragraph.split(" ").length;
      lines.push(n === 0 ? `${paragraph}[^${part}]` : paragraph);
    }
    notes.push(`[^${part}]: ${sentence()}`);
  }
  return {
    slug,
    title: sentence().slice(0, 60),
    author: `${word()} ${word()}`,
    occasion: "Generated",
    originalDate: "1917",
    paper: null,
    summary: sentence().slice(0, 150),
    holds: "full text",
    introduction: sentence(),
    body: [...lines, ...notes].join("\n\n"),
    provenance: {},
    rights: "Nobody’s.",
  };
}
