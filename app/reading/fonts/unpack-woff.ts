import { inflateSync } from "node:zlib";

const HEADER = 44;
const ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

/**
 * A font out of its WOFF 1.0 wrapping: the same tables, unpacked, as programs other than browsers read them (W3C WOFF
 * 1.0, sections 3 to 5). Throws where the file is not one.
 */
export function unpackWoff(woff: Uint8Array): Buffer {
  const from: Buffer = Buffer.from(woff);
  if (from.length < HEADER || from.toString("latin1", 0, 4) !== "wOFF") throw new Error("this is not a WOFF 1.0 font");
  const count = from.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => {
    const at = HEADER + index * ENTRY;
    const [offset, packed, length] = [from.readUInt32BE(at + 4), from.readUInt32BE(at + 8), from.readUInt32BE(at + 12)];
    const bytes = from.subarray(offset, offset + packed);
    const whole: Buffer = packed < length ? inflateSync(bytes, { maxOutputLength: length }) : bytes;
    if (whole.length !== length) throw new Error("a table of this font has not the length it says");
    return { tag: from.subarray(at, at + 4), checksum: from.readUInt32BE(at + 16), whole };
  });

  const exponent = Math.floor(Math.log2(count));
  const head = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY);
  head.writeUInt32BE(from.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(2 ** exponent * 16, 6);
  head.writeUInt16BE(exponent, 8);
  head.writeUInt16BE((count - 2 ** exponent) * 16, 10);
  const parts: Buffer[] = [head];
  let place = head.length;
  for (const [index, table] of tables.entries()) {
    const at = SFNT_HEADER + index * SFNT_ENTRY;
    table.tag.copy(head, at);
    head.writeUInt32BE(table.checksum, at + 4);
    head.writeUInt32BE(place, at + 8);
    head.writeUInt32BE(table.whole.length, at + 12);
    const padding = Buffer.alloc((4 - (table.whole.length % 4)) % 4);
    parts.push(table.whole, padding);
    place += table.whole.length + padding.length;
  }
  return Buffer.concat(parts);
}
