import { crc32, inflateRawSync } from "node:zlib";
import { ImportRefusal, MOST_UNPACKED_BYTES } from "./refusal.ts";

const MOST_FILES = 4000;
/** Text packs to a tenth; a hundredth is a file made to burst. Small ones may be as dull as they like. */
const MOST_RATIO = 200;
const RATIO_FROM = 1024 * 1024;

type Entry = {
  name: string;
  method: number;
  packed: number;
  unpacked: number;
  crc: number;
  at: number;
  encrypted: boolean;
};

/** An archive whose files are read one at a time, each within bounds. */
export type Zip = {
  names: string[];
  has(name: string): boolean;
  /** The bytes of one file. Throws `ImportRefusal` where it is not what the archive says of it. */
  read(name: string): Uint8Array;
};

export const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5 || bytes[2] === 7);

const burst = () => new ImportRefusal("It unpacks to far more than a text needs: it is made to burst (a zip bomb).");
const damaged = () => new ImportRefusal("The archive is damaged, or is not what it says it is.");

/**
 * Reads an archive's list of files and refuses it whole where a name climbs out of it, where it would unpack to too
 * much, or where it holds another archive. Nothing is unpacked until it is asked for, and then never past the size
 * that was declared.
 */
export function openZip(bytes: Uint8Array): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  for (const entry of listEntries(bytes, view)) {
    refuseName(entry.name);
    if (entry.unpacked > RATIO_FROM && entry.unpacked > entry.packed * MOST_RATIO) throw burst();
    if (entries.has(entry.name)) throw damaged();
    entries.set(entry.name, entry);
  }
  const total = [...entries.values()].reduce((sum, entry) => sum + (isPicture(entry.name) ? 0 : entry.unpacked), 0);
  if (total > MOST_UNPACKED_BYTES) throw burst();
  for (const entry of entries.values()) refuseNested(bytes, view, entry);
  let left = MOST_UNPACKED_BYTES;
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    read(name) {
      const entry = entries.get(name);
      if (!entry) throw damaged();
      if (entry.encrypted) throw new ImportRefusal("The archive is locked with a password.");
      if (entry.unpacked > left) throw burst();
      left -= entry.unpacked;
      return unpack(bytes, view, entry);
    },
  };
}

const isPicture = (name: string) =>
  /\.(jpe?g|png|gif|webp|svg|tiff?|bmp|emf|wmf|otf|ttf|woff2?|mp3|mp4|m4a)$/i.test(name);

function listEntries(bytes: Uint8Array, view: DataView): Entry[] {
  let end = bytes.length - 22;
  const lowest = Math.max(0, bytes.length - 22 - 65_535);
  while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < lowest) throw damaged();
  const count = view.getUint16(end + 10, true);
  if (count > MOST_FILES) throw burst();
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw damaged();
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.push({
      name,
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries.filter((entry) => !entry.name.endsWith("/"));
}

function refuseName(name: string): void {
  const plain = name.replace(/\\/g, "/");
  if (plain.startsWith("/") || /^[a-z]:/i.test(plain) || plain.split("/").includes("..") || name.includes("\0"))
    throw new ImportRefusal(`It holds a file whose path climbs out of it (${name.slice(0, 60)}).`);
}

function packedBytes(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  if (entry.at + 30 > bytes.length || view.getUint32(entry.at, true) !== 0x04034b50) throw damaged();
  const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  if (start + entry.packed > bytes.length) throw damaged();
  return bytes.subarray(start, start + entry.packed);
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const packed = packedBytes(bytes, view, entry);
  let out: Uint8Array;
  if (entry.method === 0) out = packed;
  else if (entry.method === 8) {
    try {
      out = inflateRawSync(packed, { maxOutputLength: Math.max(entry.unpacked, 1) });
    } catch (fault) {
      // more came out than was declared: the size is a lie
      if (
        fault instanceof RangeError ||
        (fault instanceof Error && "code" in fault && fault.code === "ERR_BUFFER_TOO_LARGE")
      )
        throw burst();
      throw damaged();
    }
  } else throw damaged();
  if (out.length !== entry.unpacked || crc32(out) !== entry.crc) throw damaged();
  return out;
}

const ARCHIVE = /\.(zip|epub|docx?|xlsx?|pptx?|jar|7z|rar|gz|tgz|bz2|xz|tar|bin|docm)$/i;

/** An archive in an archive is never opened: its words would be lost, or it is a bomb. */
function refuseNested(bytes: Uint8Array, view: DataView, entry: Entry): void {
  let head: Uint8Array;
  try {
    const packed = packedBytes(bytes, view, entry).subarray(0, 512);
    head = entry.method === 0 ? packed : inflateRawSync(packed, { finishFlush: 2, maxOutputLength: 1024 * 1024 });
  } catch {
    head = new Uint8Array();
  }
  const inside = ARCHIVE.test(entry.name) && !/vbaProject\.bin$/i.test(entry.name);
  if (isZip(head) || (inside && !/\.bin$/i.test(entry.name)))
    throw new ImportRefusal(`It holds another archive (${entry.name.slice(0, 60)}): take it out first.`);
}
