/** A file that is not brought in. The message is the sentence a volunteer reads; nothing of the file is stored. */
export class ImportRefusal extends Error {}

/** More than the longest book we know of, in any of the formats (the whole Bible is 4.5 MB of plain text). */
export const MOST_BYTES = 8 * 1024 * 1024;
/** An EPUB or a Word file carries its pictures with it, which are not brought in. */
export const MOST_PACKED_BYTES = 48 * 1024 * 1024;
/** Of all that is read out of one EPUB or Word file. */
export const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;

const megabytes = (bytes: number) => `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;

/** Refuses what is empty or passes `most`. */
export function refuseSize(size: number, most: number): void {
  if (size === 0) throw new ImportRefusal("The file is empty.");
  if (size > most)
    throw new ImportRefusal(`The file is too large: ${megabytes(size)}, and ${megabytes(most)} is the most.`);
}
