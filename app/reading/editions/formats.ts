import { formatDay, ukDay } from "#app/time/clock.ts";
import type { Reader } from "#db/client.ts";
import type { Text } from "../texts.ts";
import { editionLine } from "./edition-facts.ts";
import { listAddress, TEXT_FORMATS, type TextFormat, textAddress } from "./made-files.ts";

/** A way of taking a text or a list away, as a page offers it. */
export type Offer = { name: string; to: string; detail: string; type: string };

const NAMES: Record<TextFormat, string> = { epub: "EPUB", txt: "Plain text", md: "Markdown" };

export const MEDIA_TYPES: Record<TextFormat, string> = {
  epub: "application/epub+zip",
  txt: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
};

/** A media type as links have it. */
const plainType = (format: TextFormat) => MEDIA_TYPES[format].replace(/;.*/, "");

/** The formats of a text, each with its size where it has been made. */
export async function textFormats(db: Reader, text: Pick<Text, "slug" | "edition" | "published">): Promise<Offer[]> {
  const made = await listMade(
    db,
    TEXT_FORMATS.map((format) => textAddress(text.slug, format)),
  );
  return TEXT_FORMATS.map((format) => {
    const to = textAddress(text.slug, format);
    const file = made.get(to);
    // the size of an edition before this one says nothing of it
    const size = file && file.editionAt.getTime() === text.published.getTime() ? formatSize(file.size) : "";
    const detail = [size, format === "epub" ? editionLine(text) : ""].filter((part) => part !== "").join(", ");
    return { name: NAMES[format], to, detail, type: plainType(format) };
  });
}

/** The EPUB of each list, by the list's slug, with size and date where it has been made. */
export async function listFormats(db: Reader, slugs: readonly string[]): Promise<Record<string, Offer>> {
  const made = await listMade(db, slugs.map(listAddress));
  const offers = slugs.map((slug): [string, Offer] => {
    const to = listAddress(slug);
    const file = made.get(to);
    const detail = file ? `${formatSize(file.size)}, ${formatDay(ukDay(file.editionAt))}` : "";
    return [slug, { name: "The whole list as an EPUB", to, detail, type: plainType("epub") }];
  });
  return Object.fromEntries(offers);
}

/** What has been made, by address: bytes, and when the newest edition in it was published. Nothing is made for it. */
export async function listMade(
  db: Reader,
  addresses: readonly string[],
): Promise<Map<string, { size: number; editionAt: Date }>> {
  if (addresses.length === 0) return new Map();
  const rows = await db
    .selectFrom("made_files")
    .select(["address", "edition_at as editionAt"])
    // worked out from the bytes, which every row has
    .select((made) => made.ref("size").$notNull().as("size"))
    .where("address", "in", [...addresses])
    .execute();
  return new Map(rows.map((row) => [row.address, row]));
}

/** "38 KB", "1.2 MB", as the file managers of readers count: in thousands. */
export function formatSize(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1000));
  return kilobytes < 1000 ? `${kilobytes} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
