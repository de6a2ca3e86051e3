import type { Element, ElementContent } from "hast";
import type { Text } from "../texts.ts";
import {
  editionLine,
  guideNotice,
  type Imprint,
  imprintLine,
  noteSeries,
  notesName,
  partName,
  provenanceOf,
  titleOf,
  underTitle,
} from "./edition-facts.ts";
import { type Block, isElement, isNoteCall, propertyOf, readHtml } from "./stored-html.ts";

const WIDTH = 72;

/** A text for any machine there is: UTF-8, lines of 72 at most, stress as _so_, notes at the end as [1] and [a]. */
export function plainTextOf(text: Text, by: Imprint): string {
  const guide = text.holds === "guide";
  const series = noteSeries(text);
  const notes = series.flatMap(({ name, notes: list }) => [
    ...(series.length > 1 ? [underline(name, "-")] : []),
    ...list.map((note) => {
      const mark = `[${note.label}] `;
      return hang(mark, blocksOf(readHtml(note.html), WIDTH - lengthOf(mark)));
    }),
  ]);
  const facts = provenanceOf(text, by).map(({ name, value }) => wrap(`${name}: ${value}`, "", "  "));
  const pieces = [
    underline(titleOf(text).toUpperCase(), "="),
    underTitle(text, by)
      .flatMap((line) => wrap(line))
      .join("\n"),
    ...(guide ? [wrap(guideNotice(text, by)).join("\n")] : []),
    wrap(`${by.press}, ${editionLine(text)}`).join("\n"),
    heading("Introduction"),
    ...blocksOf(readHtml(text.introductionHtml)),
    heading(partName(text)),
    ...blocksOf(readHtml(text.bodyHtml)),
    ...(notes.length > 0 ? [heading(notesName(text)), ...notes] : []),
    heading("Where this comes from"),
    facts.flat().join("\n"),
    rule(),
    wrap(imprintLine(by)).join("\n"),
  ];
  return `${pieces.join("\n\n")}\n`;
}

const heading = (words: string) => `\n${underline(words.toUpperCase(), "=")}`;
const rule = () => `${" ".repeat((WIDTH - 5) / 2)}* * *`;

/** A heading with a line of signs under it, as long as its longest line. */
function underline(words: string, sign: string): string {
  const lines = wrap(words);
  return [...lines, sign.repeat(Math.max(...lines.map(lengthOf)))].join("\n");
}

/** Each block as lines, without the empty line between blocks. */
function blocksOf(nodes: readonly (Block | ElementContent)[], width = WIDTH): string[] {
  const blocks: string[] = [];
  let loose: ElementContent[] = [];
  const close = () => {
    const words = inline(loose);
    if (words !== "") blocks.push(wrap(words, "", "", width).join("\n"));
    loose = [];
  };
  for (const node of nodes) {
    if (node.type === "doctype") continue;
    if (isElement(node) && BLOCKS.has(node.tagName)) {
      close();
      blocks.push(blockOf(node, width));
    } else loose.push(node);
  }
  close();
  return blocks.filter((block) => block !== "");
}

const BLOCKS = new Set([
  "p",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "ul",
  "ol",
  "li",
  "table",
  "hr",
  "pre",
  "div",
]);

function blockOf(element: Element, width: number): string {
  switch (element.tagName) {
    case "h2":
      return `\n${underline(inline(element.children), "-")}`;
    case "h3":
    case "h4":
    case "h5":
    case "h6":
      return wrap(inline(element.children), "", "", width).join("\n");
    case "hr":
      return rule();
    case "pre":
      return indent(inlineKept(element).trimEnd(), "    ");
    case "blockquote":
      return indent(blocksOf(element.children, width - 4).join("\n\n"), "    ");
    case "ul":
    case "ol":
      return listOf(element, width);
    case "table":
      return tableOf(element, width);
    case "p":
      return wrap(inline(element.children), "", "", width).join("\n");
    default:
      return blocksOf(element.children, width).join("\n\n");
  }
}

function listOf(list: Element, width: number): string {
  const items = list.children.filter((child) => child.type === "element");
  const first = Number(propertyOf(list, "start") || "1");
  const far = items.some((item) => item.children.some((child) => isElement(child) && child.tagName === "p"));
  return items
    .map((item, index) => {
      const mark = list.tagName === "ol" ? `${first + index}. ` : "- ";
      return hang(mark, blocksOf(item.children, width - mark.length));
    })
    .join(far ? "\n\n" : "\n");
}

/** Columns side by side where they have room; else each row as lines of "column: value". */
function tableOf(table: Element, width: number): string {
  const rows = rowsOf(table);
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_none, column) =>
    Math.max(...rows.map((row) => lengthOf(row[column] ?? ""))),
  );
  const [head = [], ...others] = rows;
  if (widths.reduce((sum, one) => sum + one + 2, 0) > width) {
    const lines = others.map((row) =>
      row.flatMap((cell, column) => wrap(head[column] ? `${head[column]}: ${cell}` : cell, "", "  ", width)).join("\n"),
    );
    return lines.join("\n\n");
  }
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((one) => "-".repeat(one)).join("  "), ...others.map(line)].join("\n");
}

export function rowsOf(table: Element): string[][] {
  const rows: string[][] = [];
  const walk = (element: Element) => {
    if (element.tagName === "tr")
      rows.push(element.children.filter((child) => child.type === "element").map((cell) => inline(cell.children)));
    else for (const child of element.children) if (isElement(child)) walk(child);
  };
  walk(table);
  return rows;
}

/** Where an HTML line break stands: no word can hold it. */
const BREAK = "\u0001";

function inline(nodes: readonly ElementContent[]): string {
  return nodes
    .map((node) => (node.type === "text" ? node.value : isElement(node) ? inlineElement(node) : ""))
    .join("")
    .replace(/[ \t\n\r]+/g, " ")
    .trim();
}

function inlineElement(element: Element): string {
  // a call of a note stands close to its word, spaces around stress stay outside it
  if (isNoteCall(element)) return `[${inline(element.children)}]`;
  const raw = element.children
    .map((node) => (node.type === "text" ? node.value : isElement(node) ? inlineElement(node) : ""))
    .join("");
  switch (element.tagName) {
    case "br":
      return BREAK;
    case "em":
    case "i":
      return stress(raw, "_");
    case "strong":
    case "b":
      return stress(raw, "*");
    case "img": {
      const alt = propertyOf(element, "alt");
      return alt ? `[Picture: ${alt}]` : "";
    }
    case "input":
      return element.properties.checked ? "[x] " : "[ ] ";
    case "a": {
      const href = propertyOf(element, "href");
      return /^(https?|mailto):/.test(href) && href !== raw ? `${raw} <${href}>` : raw;
    }
    default:
      return raw;
  }
}

const stress = (words: string, sign: string) =>
  words.replace(/^(\s*)([\s\S]*?)(\s*)$/, (_all, before, inside, after) =>
    inside === "" ? words : `${before}${sign}${inside}${sign}${after}`,
  );

const inlineKept = (element: Element): string =>
  element.children
    .map((child) => (child.type === "text" ? child.value : isElement(child) ? inlineKept(child) : ""))
    .join("");

/** Breaks words into lines. A word longer than a line stands on one of its own. */
function wrap(words: string, first = "", rest = "", width = WIDTH): string[] {
  return words.split(BREAK).flatMap((stretch, index) => {
    const lines: string[] = [];
    let line = index === 0 ? first : rest;
    let empty = true;
    // a space that does not break stays in its line, and comes out as a plain one
    for (const word of stretch.split(/[ \t\n\r]+/).filter((one) => one !== "")) {
      if (!empty && lengthOf(line) + 1 + lengthOf(word) > width) {
        lines.push(line);
        line = rest;
        empty = true;
      }
      line += empty ? word : ` ${word}`;
      empty = false;
    }
    return [...lines, line].map((one) => one.replaceAll("\u00a0", " "));
  });
}

const lengthOf = (words: string) => [...words].length;
const indent = (block: string, by: string) => block.replace(/^(?=.)/gm, by);

/** A mark, and everything that belongs to it standing to its right. */
function hang(mark: string, blocks: readonly string[]): string {
  const room = " ".repeat(lengthOf(mark));
  return mark + indent(blocks.join("\n\n"), room).slice(room.length);
}
