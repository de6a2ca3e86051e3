import type { Changes } from "./changes.ts";

/** windows-1252 that a Macintosh read as its own, and the other way about. Either breaks quotes and dashes only. */
type Breakage = {
  name: string;
  apostrophe: string;
  open: string;
  close: string;
  single: string;
  dash: string;
  dots: string;
};
const BREAKAGES: Breakage[] = [
  {
    name: "windows-1252 that a Mac had read",
    apostrophe: "í",
    open: "ì",
    close: "î",
    single: "ë",
    dash: "Ññó",
    dots: "Ö",
  },
  {
    name: "Mac text that had been read as windows-1252",
    apostrophe: "Õ",
    open: "Ò",
    close: "Ó",
    single: "Ô",
    dash: "ÑÐ",
    dots: "É",
  },
];

/** Letters of Spanish, Czech, French and their neighbours that no breakage of ours makes: a paragraph with several is in that language. */
const FOREIGN = /[áéúèêàùçčřěšžůýťďňłąęśźżőűñóãõâô¿¡]/giu;
/** Words that end like `Trotskyís` and are whole as they are. */
const WHOLE =
  /^(pa|lu|an|sol|all|aqu|ah|as|par|ma|mart|garc|mes|cortes|ju|ra|o|do|dar|d|n|ces|med|mel|tren|v|cad|mor|ri|ris)$/i;

/**
 * Quotes and dashes that went through a Macintosh, mended: `Trotskyís` → `Trotsky’s`. The whole text must show the
 * breakage where no language has it (a quotation mark's letter at the wrong end of a word) before anything is
 * changed, and a paragraph in another language is left as it is.
 */
export function mendMac(text: string, changes: Changes, lineOf: (place: number) => number): string {
  let mended = text;
  for (const breakage of BREAKAGES)
    if (showsBreakage(mended, breakage)) mended = mend(mended, breakage, changes, lineOf);
  return mended;
}

/** Counts what cannot be words: an opening mark before a word, a closing one after its stop, English endings. */
function showsBreakage(text: string, { apostrophe, open, close }: Breakage): boolean {
  if (!text.includes(apostrophe) && !text.includes(open)) return false;
  const opening = count(text, new RegExp(`(?<![\\p{L}\\p{N}])${open}(?=\\p{L}{2})`, "gu"));
  const closing = count(text, new RegExp(`[.,!?;:…]${close}(?![\\p{L}])|\\p{Ll}${close}(?![\\p{L}\\p{N}])`, "gu"));
  const endings = count(
    text,
    new RegExp(
      `\\b(?:do|does|is|was|did|ca|wo|have|had|are|could|would|should)n${apostrophe}t\\b|\\b(?:we|you|they|I)${apostrophe}(?:re|ve|ll|m|d)\\b|\\b(?:it|that|he|she|there|what)${apostrophe}s\\b`,
      "giu",
    ),
  );
  const genitives = count(text, new RegExp(`\\p{Lu}\\p{Ll}{3,}${apostrophe}s(?![\\p{L}])`, "gu"));
  if (apostrophe === "í" && isMostlyForeign(text)) return false;
  return (
    Math.min(opening, closing) >= 1 ||
    endings >= 1 ||
    genitives >= 2 ||
    (genitives >= 1 && opening + closing >= 1) ||
    (genitives >= 1 && looksEnglish(text))
  );
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
const looksEnglish = (text: string) => count(text, /\b(?:the|and|of|was|that|with)\b/g) * 12 > count(text, /\p{L}+/gu);

function isMostlyForeign(text: string): boolean {
  return !looksEnglish(text) && count(text, FOREIGN) > 2;
}

function mend(text: string, breakage: Breakage, changes: Changes, lineOf: (place: number) => number): string {
  const { apostrophe, open, close, single, dash, dots } = breakage;
  const put = (pattern: RegExp, char: string) => ({ pattern, char });
  const rules = [
    put(new RegExp(`(?<![\\p{L}\\p{N}])${open}(?=[\\p{L}\\p{N}“‘…${single}${dots}])`, "gu"), "“"),
    put(new RegExp(`(?<=[\\p{L}\\p{N}.,!?;:…’)${apostrophe}${dots}—–-])${close}(?![\\p{L}\\p{N}])`, "gu"), "”"),
    put(new RegExp(`(?<=\\p{L})${apostrophe}(?=(?:s|t|re|ve|ll|d|m)(?![\\p{L}\\p{M}]))`, "gu"), "’"),
    put(new RegExp(`(?<=\\b[OoDdLl])${apostrophe}(?=\\p{Lu}|clock)`, "gu"), "’"),
    put(new RegExp(`(?<=[sz])${apostrophe}(?![\\p{L}\\p{N}])`, "gu"), "’"),
    put(new RegExp(`(?<=[.,!?;:…])${apostrophe}(?![\\p{L}\\p{N}])`, "gu"), "’"),
    put(new RegExp(`(?<![\\p{L}\\p{N}])${single}(?=\\p{L})`, "gu"), "‘"),
    put(new RegExp(`(?<=\\s)[${dash}](?=\\s)`, "gu"), "–"),
    put(new RegExp(`(?<=\\p{Ll}{3})[${dash}](?=\\p{Ll}{3})`, "gu"), "—"),
    put(new RegExp(`(?<=[\\p{L}\\s.,])${dots}(?![\\p{L}])`, "gu"), "…"),
  ];
  const broken = [apostrophe, open, close, single, ...dash, dots];
  let at = 0;
  return text
    .split(/(\n\s*\n)/)
    .map((paragraph) => {
      const start = at;
      at += paragraph.length;
      if (isForeign(paragraph, broken)) return paragraph;
      let mended = paragraph;
      for (const { pattern, char } of rules)
        mended = mended.replace(pattern, (was: string, place: number, whole: string) => {
          if (isWholeWord(whole, place, was)) return was;
          changes.add(`Broken quotes and dashes mended: ${breakage.name}`, {
            line: lineOf(start + place),
            example: `${wordAround(whole, place)} → ${char}`,
          });
          return char;
        });
      return mended;
    })
    .join("");
}

/** Two or more letters of another language, apart from those the breakage makes. */
function isForeign(paragraph: string, broken: readonly string[]): boolean {
  const letters = (paragraph.match(FOREIGN) ?? []).filter((letter) => !broken.includes(letter));
  return letters.length >= 2 && !looksEnglish(paragraph);
}

/** `país`, `Luís`, and any word that has another letter of its own language in it. */
function isWholeWord(text: string, place: number, was: string): boolean {
  const before = /[\p{L}\p{M}]*$/u.exec(text.slice(Math.max(0, place - 30), place))?.[0] ?? "";
  const after = /^[\p{L}\p{M}]*/u.exec(text.slice(place + was.length, place + 30))?.[0] ?? "";
  if (/[áéúñčřěšžůý]/iu.test(before + after)) return true;
  return /[íÕ]/.test(was) && after === "s" && WHOLE.test(before);
}

const wordAround = (text: string, place: number) =>
  `${/\S*$/.exec(text.slice(Math.max(0, place - 20), place))?.[0] ?? ""}${/^\S*/.exec(text.slice(place, place + 12))?.[0] ?? ""}`;
