import { posix } from "node:path";

/** In front of an address that leads to a place in the same folder or EPUB: `here:chapter-2.xhtml#note-3`. */
const HERE = "here:";

/** An address as its page means it. Empty for what leads nowhere. */
export function addressOf(href: string, file: string): string {
  const plain = href.trim();
  if (plain === "") return "";
  if (/^[a-z][a-z0-9+.-]*:/i.test(plain) || plain.startsWith("//")) return plain;
  const [path = "", id = ""] = plain.split("#", 2);
  let name = path;
  try {
    name = decodeURIComponent(path);
  } catch {
    // a stray per cent sign: the name is as it stands
  }
  const whole = name === "" ? file : posix.normalize(posix.join(posix.dirname(file), name.split("?")[0] ?? ""));
  return `${HERE}${whole}#${safeDecode(id)}`;
}

function safeDecode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** The file and the id an address leads to; undefined where it leads out of the folder or the EPUB. */
export function placeOf(address: string): { file: string; id: string } | undefined {
  if (!address.startsWith(HERE)) return undefined;
  const place = address.slice(HERE.length);
  const file = place.slice(0, place.indexOf("#"));
  return { file, id: place };
}

/** An address that a reader of ours can follow: to the web, or to write a letter. */
export const leadsOut = (address: string) => /^(https?:\/\/|mailto:)/i.test(address);
