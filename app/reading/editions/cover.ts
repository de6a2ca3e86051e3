import { LETTERS, UNITS_PER_EM } from "./cover-letters.ts";
import { escapeXml } from "./xhtml.ts";

/** What a cover says. `kicker` stands over the title ("Our guide to"), `foot` under the press. */
export type Cover = { kicker: string; title: string; by: string; press: string; foot: string };

/** A5's proportions, as our printed pamphlets have them. */
export const COVER_WIDTH = 592;
export const COVER_HEIGHT = 840;

const PAPER = "#faf6ed";
const INK = "#1b1815";
const RED = "#b5161b";
const MARGIN = 44;
const TITLE_SIZES = [100, 92, 84, 76, 68, 60, 54, 48, 42, 36, 30];
const TITLE_HEIGHT = 330;
const LEADING = 1.14;

/**
 * A cover in two inks: the title in capitals on paper over one red plane with one diagonal. Its letters are drawn, so
 * that it looks the same in every reading app and in print. In print the sheet itself is the paper: `paper: "none"`.
 */
export function drawCover(cover: Cover, { paper = PAPER }: { paper?: string } = {}): string {
  const title = sized(cover.title.toUpperCase());
  const kicker = cover.kicker ? setLine(cover.kicker.toUpperCase(), { x: MARGIN, y: 100, size: 26, fill: RED }) : "";
  const top = cover.kicker ? 128 : 96;
  const lines = title.lines.map((line, index) =>
    setLine(line, { x: MARGIN, y: top + title.size * (0.86 + index * LEADING), size: title.size, fill: INK }),
  );
  const under = top + title.size * (0.86 + (title.lines.length - 1) * LEADING) + 62;
  const by = balance(cover.by, 24, COVER_WIDTH - 2 * MARGIN).map((line, index) =>
    setLine(line, { x: MARGIN, y: under + index * 32, size: 24, fill: INK }),
  );
  const foot = wrap(cover.foot, 17, 380).slice(0, 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${COVER_WIDTH} ${COVER_HEIGHT}" width="${COVER_WIDTH}" height="${COVER_HEIGHT}" role="img" aria-label="${escapeXml(inWords(cover))}">`,
    `<rect width="${COVER_WIDTH}" height="${COVER_HEIGHT}" fill="${paper}"/>`,
    `<path d="M0 700L${COVER_WIDTH} 540V${COVER_HEIGHT}H0Z" fill="${RED}"/>`,
    `<rect x="${MARGIN}" y="44" width="72" height="10" fill="${RED}"/>`,
    kicker,
    ...lines,
    ...by,
    setLine(cover.press.toUpperCase(), { x: MARGIN, y: 792 - (foot.length - 1) * 24 - 30, size: 30, fill: PAPER }),
    ...foot.map((line, index) =>
      setLine(line, { x: MARGIN, y: 796 - (foot.length - 1 - index) * 24, size: 17, fill: PAPER }),
    ),
    "</svg>",
  ].join("\n");
}

/** What somebody hears who does not see the cover. */
export function inWords(cover: Cover): string {
  return [`Cover: ${cover.kicker ? `${cover.kicker} ` : ""}${cover.title}`, cover.by, cover.press, cover.foot]
    .filter((part) => part !== "")
    .join(". ");
}

/** The largest size at which a title has its place, whole words together. */
function sized(title: string): { size: number; lines: string[] } {
  const smallest = TITLE_SIZES.at(-1) ?? 30;
  for (const size of TITLE_SIZES) {
    const lines = wrap(title, size, COVER_WIDTH - 2 * MARGIN);
    const fits = lines.every((line) => widthOf(line, size) <= COVER_WIDTH - 2 * MARGIN);
    if (fits && lines.length * size * LEADING <= TITLE_HEIGHT) return { size, lines };
  }
  return { size: smallest, lines: wrap(title, smallest, COVER_WIDTH - 2 * MARGIN).slice(0, 9) };
}

function wrap(words: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/).filter((one) => one !== "")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** As many lines as needed, none of them one lonely word where that can be helped. */
function balance(words: string, size: number, width: number): string[] {
  const { length } = wrap(words, size, width);
  for (let narrow = width / 2; narrow < width; narrow += 10) {
    const lines = wrap(words, size, narrow);
    if (lines.length <= length && lines.every((line) => widthOf(line, size) <= narrow)) return lines;
  }
  return wrap(words, size, width);
}

const ABOUT_A_LETTER = 0.55;
const widthOf = (line: string, size: number) =>
  [...line].reduce((sum, sign) => sum + (LETTERS[sign]?.[0] ?? ABOUT_A_LETTER * UNITS_PER_EM), 0) *
  (size / UNITS_PER_EM);

/** One line of drawn letters. A letter our font lacks makes the line plain text in whatever the reader has. */
function setLine(line: string, at: { x: number; y: number; size: number; fill: string }): string {
  const drawn = [...line].map((sign) => LETTERS[sign]);
  if (drawn.some((letter) => letter === undefined))
    return `<text x="${at.x}" y="${round(at.y)}" font-family="Oswald, 'Arial Narrow', sans-serif" font-weight="600" font-size="${at.size}" fill="${at.fill}">${escapeXml(line)}</text>`;
  let across = 0;
  const paths = drawn.map((letter) => {
    const [advance = 0, path = ""] = letter ?? [];
    const placed = path === "" ? "" : `<path transform="translate(${across})" d="${path}"/>`;
    across += advance;
    return placed;
  });
  const scale = at.size / UNITS_PER_EM;
  return `<g fill="${at.fill}" transform="translate(${at.x} ${round(at.y)}) scale(${scale})">${paths.join("")}</g>`;
}

const round = (number: number) => Math.round(number * 10) / 10;
