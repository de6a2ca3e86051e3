import { inflateSync } from "node:zlib";

// W3C WOFF 1.0, sections 3 to 5.
const HEADER = 12;
const RECORD = 16;

/**
 * A WOFF file as the plain font inside it, which typesetters read, under the name of a family where one is given: the
 * subsets of one family share a name, and a typesetter would then see one of them only. Throws where it is no WOFF.
 */
export function unpackWoff(file: Uint8Array, family?: string): Buffer {
  const woff: Buffer = Buffer.from(file);
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("not a WOFF font");
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_none, index) => readEntry(woff, 44 + index * 20)).map((table) =>
    family && table.tag === "name" ? { ...table, bytes: nameTable(family) } : table,
  );
  const head = Buffer.alloc(HEADER + count * RECORD);
  const power = Math.floor(Math.log2(count));
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 << power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(count * 16 - (16 << power), 10);
  const bodies: Buffer[] = [];
  let offset = head.length;
  for (const [index, table] of tables.entries()) {
    const at = HEADER + index * RECORD;
    head.write(table.tag, at, "latin1");
    head.writeUInt32BE(table.checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(table.bytes.length, at + 12);
    const padding = (4 - (table.bytes.length % 4)) % 4;
    bodies.push(table.bytes, Buffer.alloc(padding));
    offset += table.bytes.length + padding;
  }
  return Buffer.concat([head, ...bodies]);
}

function readEntry(woff: Buffer, at: number) {
  const [offset, packed, length, checksum] = [4, 8, 12, 16].map((place) => woff.readUInt32BE(at + place));
  if (offset === undefined || packed === undefined || length === undefined || checksum === undefined)
    throw new Error("a WOFF font with a broken table");
  const piece = woff.subarray(offset, offset + packed);
  // a table that would not have become smaller is kept as it is
  const bytes: Buffer = packed < length ? inflateSync(piece, { maxOutputLength: length }) : piece;
  if (bytes.length !== length) throw new Error("a table of this font has not the length it says");
  return {
    tag: woff.toString("latin1", at, at + 4),
    checksum,
    bytes,
  };
}

/** The table of names with the family's in it, and the one PDFs call the font by: Windows, Unicode, English. */
function nameTable(family: string): Buffer {
  const names: [id: number, words: Buffer][] = [
    [1, Buffer.from(family, "utf16le").swap16()],
    [6, Buffer.from(family.replaceAll(" ", ""), "utf16le").swap16()],
  ];
  const head = [0, names.length, 6 + names.length * 12];
  let offset = 0;
  for (const [id, words] of names) {
    head.push(3, 1, 0x409, id, words.length, offset);
    offset += words.length;
  }
  const fields = Buffer.alloc(head.length * 2);
  for (const [index, field] of head.entries()) fields.writeUInt16BE(field, index * 2);
  return Buffer.concat([fields, ...names.map(([, words]) => words)]);
}
