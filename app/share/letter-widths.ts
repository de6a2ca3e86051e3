/** How wide each letter of a font is, in parts of the type size. Undefined for what the font cannot draw. */
export type LetterWidths = (letter: string) => number | undefined;

/** Reads a TrueType font's own tables: which glyph a letter is (cmap, format 4), and how far it advances (hmtx). */
export function readLetterWidths(sfnt: Buffer): LetterWidths {
  const tables = new Map<string, number>();
  for (let index = 0; index < sfnt.readUInt16BE(4); index++) {
    const at = 12 + index * 16;
    tables.set(sfnt.toString("latin1", at, at + 4), sfnt.readUInt32BE(at + 8));
  }
  const table = (tag: string): number => {
    const at = tables.get(tag);
    if (at === undefined) throw new Error(`this font has no table ${tag}`);
    return at;
  };
  const unitsPerEm = sfnt.readUInt16BE(table("head") + 18);
  const longMetrics = sfnt.readUInt16BE(table("hhea") + 34);
  const hmtx = table("hmtx");
  const glyphs = readCharacterMap(sfnt, table("cmap"));
  return (letter) => {
    const glyph = glyphs.get(letter.codePointAt(0) ?? 0);
    if (glyph === undefined) return undefined;
    return sfnt.readUInt16BE(hmtx + Math.min(glyph, longMetrics - 1) * 4) / unitsPerEm;
  };
}

function readCharacterMap(sfnt: Buffer, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let index = 0; index < sfnt.readUInt16BE(cmap + 2); index++) {
    const at = cmap + sfnt.readUInt32BE(cmap + 4 + index * 8 + 4);
    if (sfnt.readUInt16BE(at) !== 4) continue;
    const segments = sfnt.readUInt16BE(at + 6) / 2;
    const [ends, starts] = [at + 14, at + 16 + segments * 2];
    const [deltas, ranges] = [starts + segments * 2, starts + segments * 4];
    for (let segment = 0; segment < segments; segment++) {
      const start = sfnt.readUInt16BE(starts + segment * 2);
      const end = sfnt.readUInt16BE(ends + segment * 2);
      const delta = sfnt.readUInt16BE(deltas + segment * 2);
      const range = sfnt.readUInt16BE(ranges + segment * 2);
      for (let code = start; code <= end && code < 0xffff; code++) {
        const found = range === 0 ? code : sfnt.readUInt16BE(ranges + segment * 2 + range + (code - start) * 2);
        if (found !== 0) glyphs.set(code, (found + delta) & 0xffff);
      }
    }
  }
  return glyphs;
}
