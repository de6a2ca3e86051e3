import { strToU8, type Zippable, zipSync } from "fflate";

export type ZipEntry = { name: string; text: string };

/**
 * Packs files in the order given, each with the same moment: the same files give the same bytes, on any machine and
 * in any zone. `stored` is packed first and as it is, as an EPUB wants its media type.
 */
export function packZip(stored: ZipEntry, entries: readonly ZipEntry[], moment: Date): Uint8Array {
  // the packer writes local time; noon of the day is in every zone's calendar
  const mtime = new Date(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate(), 12);
  const files: Zippable = { [stored.name]: [strToU8(stored.text), { level: 0, mtime }] };
  for (const { name, text } of entries) files[name] = [strToU8(text), { level: 9, mtime }];
  return zipSync(files);
}
