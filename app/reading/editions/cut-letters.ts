// `node app/reading/editions/cut-letters.ts`: draws the letters of covers from the display font and writes
// cover-letters.ts. Needed again only when the font changes: a cover must look the same where the font is not at hand.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackWoff } from "../fonts/unpack-woff.ts";

const SOURCE = join(import.meta.dirname, "fonts/oswald-latin-600-normal.woff");
const TARGET = join(import.meta.dirname, "cover-letters.ts");
const WANTED = [..."–—‘’“”…•"].map((sign) => sign.codePointAt(0) ?? 0);

type Point = { x: number; y: number; on: boolean };

const font = unpackWoff(await readFile(SOURCE));
const tables = new Map<string, Buffer>();
for (let index = 0; index < font.readUInt16BE(4); index++) {
  const at = 12 + index * 16;
  const offset = font.readUInt32BE(at + 8);
  tables.set(font.toString("latin1", at, at + 4), font.subarray(offset, offset + font.readUInt32BE(at + 12)));
}
const table = (tag: string): Buffer => {
  const found = tables.get(tag);
  if (!found) throw new Error(`the font has no table ${tag}`);
  return found;
};
const longOffsets = table("head").readInt16BE(50) === 1;
const unitsPerEm = table("head").readUInt16BE(18);
const measured = table("hhea").readUInt16BE(34);

const codes = [...Array.from({ length: 0x17f - 0x20 }, (_none, index) => index + 0x20), ...WANTED];
const lines = codes.flatMap((code) => {
  const glyph = glyphOf(code);
  if (glyph === 0 || (code >= 0x7f && code < 0xa1)) return [];
  const advance = table("hmtx").readUInt16BE(Math.min(glyph, measured - 1) * 4);
  const path = contoursOf(glyph).map(pathOf).join("");
  return `  ${JSON.stringify(String.fromCodePoint(code))}: [${advance}, ${JSON.stringify(path)}],`;
});
await writeFile(
  TARGET,
  `// Drawn by cut-letters.ts from Oswald 600 (SIL Open Font License 1.1, see fonts/OFL-oswald.txt). Do not edit.

export const UNITS_PER_EM = ${unitsPerEm};

/** How far each letter moves on, and its outline, upside down as an SVG has it. */
// biome-ignore format: one letter a line
export const LETTERS: Record<string, readonly [advance: number, path: string]> = {
${lines.join("\n")}
};
`,
);

/** The number of a character's drawing; 0 where the font has none. */
function glyphOf(code: number): number {
  const cmap = table("cmap");
  for (let index = 0; index < cmap.readUInt16BE(2); index++) {
    const sub = cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4));
    if (sub.readUInt16BE(0) !== 4) continue;
    const twice = sub.readUInt16BE(6);
    for (let at = 0; at < twice; at += 2) {
      if (code > sub.readUInt16BE(14 + at)) continue;
      const start = sub.readUInt16BE(16 + twice + at);
      if (code < start) return 0;
      const delta = sub.readUInt16BE(16 + twice * 2 + at);
      const place = 16 + twice * 3 + at;
      const range = sub.readUInt16BE(place);
      if (range === 0) return (code + delta) & 0xffff;
      const glyph = sub.readUInt16BE(place + range + (code - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
  }
  return 0;
}

function contoursOf(glyph: number): Point[][] {
  const loca = table("loca");
  const offset = (index: number) => (longOffsets ? loca.readUInt32BE(index * 4) : loca.readUInt16BE(index * 2) * 2);
  if (offset(glyph) === offset(glyph + 1)) return [];
  const data = table("glyf").subarray(offset(glyph), offset(glyph + 1));
  const count = data.readInt16BE(0);
  return count >= 0 ? simple(data, count) : composed(data);
}

function simple(data: Buffer, count: number): Point[][] {
  const ends = Array.from({ length: count }, (_none, index) => data.readUInt16BE(10 + index * 2));
  const total = (ends.at(-1) ?? -1) + 1;
  let at = 10 + count * 2;
  at += 2 + data.readUInt16BE(at);
  const flags: number[] = [];
  while (flags.length < total) {
    const flag = data.readUInt8(at++);
    const times = flag & 8 ? data.readUInt8(at++) + 1 : 1;
    for (let time = 0; time < times; time++) flags.push(flag);
  }
  const axis = (short: number, same: number) => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += data.readUInt8(at++) * (flag & same ? 1 : -1);
      else if (!(flag & same)) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(2, 16);
  const ys = axis(4, 32);
  const points = flags.map((flag, index): Point => ({ x: xs[index] ?? 0, y: ys[index] ?? 0, on: (flag & 1) === 1 }));
  return ends.map((end, index) => points.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1));
}

/** A letter made of others, such as é. Only moving is done: no letter here is turned or scaled. */
function composed(data: Buffer): Point[][] {
  const contours: Point[][] = [];
  let at = 10;
  for (let more = true; more; ) {
    const flags = data.readUInt16BE(at);
    const glyph = data.readUInt16BE(at + 2);
    at += 4;
    const wide = (flags & 1) === 1;
    const dx = wide ? data.readInt16BE(at) : data.readInt8(at);
    const dy = wide ? data.readInt16BE(at + 2) : data.readInt8(at + 1);
    at += wide ? 4 : 2;
    at += flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0;
    contours.push(...contoursOf(glyph).map((points) => points.map((p) => ({ ...p, x: p.x + dx, y: p.y + dy }))));
    more = (flags & 0x20) !== 0;
  }
  return contours;
}

/** One closed line. Between two points off the line lies one on it that the font leaves out. */
function pathOf(points: Point[]): string {
  const full = points.flatMap((point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    const between = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, on: true };
    return point.on || next.on ? [point] : [point, between];
  });
  const first = full.findIndex((point) => point.on);
  const turned = [...full.slice(first), ...full.slice(0, first)];
  const write = (point: Point) => `${Math.round(point.x)} ${-Math.round(point.y)}`;
  let path = "";
  for (let index = 0; index < turned.length; index++) {
    const point = turned[index];
    if (!point) break;
    if (point.on) path += `${index === 0 ? "M" : "L"}${write(point)}`;
    else path += `Q${write(point)} ${write(turned[++index % turned.length] ?? point)}`;
  }
  return `${path}Z`;
}
