import { element, textElement } from "#app/feeds/escape-xml.ts";
import { CARD_HEIGHT, CARD_WIDTH, type Card } from "./card.ts";
import { drawable, fitWords } from "./fit-words.ts";
import type { Face } from "./fonts.ts";
import type { LetterWidths } from "./letter-widths.ts";

const PAPER = "#faf6ed";
const PANEL = "#f1eadb";
const INK = "#1b1815";
const INK_2 = "#57504a";
const RED = "#b5161b";
const EDGE = "#d9cfbd";

const MARGIN = 72;
const FOOT = 536;
const TITLE_TOP = 132;
const LEADING = 1.12;

/** Where a look puts its words, in which inks, and what stands behind them. */
type Look = { ground: string; ink: string; soft: string; kicker: string; width: number; behind: string };

const polygon = (points: string, fill: string) => element("polygon", { points, fill });
const rect = (x: number, y: number, width: number, height: number, fill: string) =>
  element("rect", { x: String(x), y: String(y), width: String(width), height: String(height), fill });
const circle = (x: number, y: number, r: number, fill: string) =>
  element("circle", { cx: String(x), cy: String(y), r: String(r), fill });

const MARK = "M0 4L15 0v22L0 26zM17 0l15 4v22l-15-4zM20.5 5.6v3.2l8 2.1V7.7zM20.5 11.4v2.2l8 2.1v-2.2z";

/** The mark of the press: a pamphlet held open. 32 by 26 at its own size. */
const mark = (x: number, y: number, scale: number, fill: string) =>
  element("path", { d: MARK, fill, "fill-rule": "evenodd", transform: `translate(${x} ${y}) scale(${scale})` });

/** One wedge a picture, and one diagonal: two inks on paper, as the posters were. */
const WEDGE = "884,0 1200,0 1200,452";

const LOOKS: Record<Card["look"], Look> = {
  // our words about a text: paper, with a red wedge
  guide: { ground: PAPER, ink: INK, soft: INK_2, kicker: RED, width: 850, behind: polygon(WEDGE, RED) },
  // the text itself: the whole sheet is red
  text: { ground: RED, ink: PAPER, soft: PAPER, kicker: PAPER, width: 850, behind: polygon(WEDGE, INK) },
  // a path of steps, up the diagonal
  list: {
    ground: PAPER,
    ink: INK,
    soft: INK_2,
    kicker: RED,
    width: 800,
    behind:
      polygon("900,536 1200,104 1200,536", RED) +
      circle(986, 470, 30, INK) +
      circle(1062, 361, 30, INK) +
      circle(1138, 252, 30, INK),
  },
  news: {
    ground: PANEL,
    ink: INK,
    soft: INK_2,
    kicker: RED,
    width: 1000,
    behind: rect(0, 0, 1200, 28, INK) + polygon("1056,28 1200,28 1200,234", RED),
  },
  // a sheet in the hand, with its staples
  pamphlet: {
    ground: PANEL,
    ink: INK,
    soft: INK_2,
    kicker: RED,
    width: 690,
    behind:
      rect(838, 72, 300, 424, EDGE) +
      rect(830, 64, 300, 424, PAPER) +
      rect(822, 56, 300, 424, RED) +
      polygon("822,480 1122,160 1122,480", INK) +
      rect(828, 150, 5, 44, PAPER) +
      rect(828, 342, 5, 44, PAPER),
  },
  site: {
    ground: RED,
    ink: PAPER,
    soft: PAPER,
    kicker: PAPER,
    width: 1000,
    behind: polygon("640,630 1200,180 1200,630", INK) + mark(1000, 496, 4, PAPER),
  },
};

/** A page's picture, 1200 by 630, as SVG. The words are always whole, whatever their length. */
export function drawCard(card: Card, widths: Record<Face, LetterWidths>): string {
  const look = LOOKS[card.look];
  const write = (face: Face, words: string, x: number, y: number, size: number, fill: string, end = false) =>
    textElement("text", words, {
      x: String(x),
      y: String(Math.round(y * 10) / 10),
      "font-family": face === "display" ? "Oswald" : "Source Serif 4",
      "font-weight": face === "display" ? "600" : "400",
      "font-size": String(size),
      fill,
      "text-anchor": end ? "end" : undefined,
    });

  const site = card.look === "site";
  const byline = fitWords(card.byline, widths.text, {
    width: look.width,
    height: 84,
    largest: 34,
    smallest: 24,
    leading: 1.25,
  });
  const bylineHeight = byline.lines.length * byline.size * 1.25;
  const top = card.kicker ? TITLE_TOP : 96;
  const title = fitWords(card.title, widths.display, {
    width: look.width,
    height: FOOT - 44 - top - bylineHeight - 28,
    largest: 176,
    smallest: 36,
    leading: LEADING,
  });
  const kicker = fitWords(card.kicker, widths.display, {
    width: look.width,
    height: 42,
    largest: 34,
    smallest: 20,
    leading: 1.2,
  });
  const titleBottom = top + title.lines.length * title.size * LEADING;
  const words = [
    ...kicker.lines.map((line) => write("display", line, MARGIN, 104, kicker.size, look.kicker)),
    ...title.lines.map((line, index) =>
      write("display", line, MARGIN, top + title.size * (0.95 + index * LEADING), title.size, look.ink),
    ),
    rect(MARGIN, titleBottom + 20, 84, 8, look.ground === RED ? PAPER : RED),
    ...byline.lines.map((line, index) =>
      write("text", line, MARGIN, titleBottom + 48 + byline.size * (0.9 + index * 1.25), byline.size, look.soft),
    ),
  ];
  const footInk = site ? PAPER : look.ink;
  const name = fitWords(card.house, widths.display, {
    width: 640,
    height: 40,
    largest: 32,
    smallest: 18,
    leading: 1.2,
  });
  const note = drawable(card.note, widths.display);
  const foot = site
    ? []
    : [
        rect(0, FOOT, CARD_WIDTH, 10, footInk),
        mark(MARGIN, 572, 1.15, footInk),
        ...name.lines.slice(0, 1).map((line) => write("display", line, MARGIN + 54, 598, name.size, footInk)),
        ...(note ? [write("display", note, CARD_WIDTH - MARGIN, 598, 32, look.kicker, true)] : []),
      ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: String(CARD_WIDTH),
      height: String(CARD_HEIGHT),
      viewBox: `0 0 ${CARD_WIDTH} ${CARD_HEIGHT}`,
    },
    rect(0, 0, CARD_WIDTH, CARD_HEIGHT, look.ground) + look.behind + words.join("") + foot.join(""),
  );
}
