import type { Changes } from "./changes.ts";
import { ImportRefusal } from "./refusal.ts";

const strict = new TextDecoder("utf-8", { fatal: true });

/**
 * A file's bytes as text: by its byte order mark, by what it declares, or by what its bytes can be. Says in `changes`
 * whatever had to be judged. Refuses what is no text at all.
 */
export function decodeBytes(bytes: Uint8Array, changes: Changes): string {
  refuseOtherKinds(bytes);
  const text = decode(bytes, changes);
  refuseBinary(text);
  return text.includes("\r") ? plainLines(text) : text;
}

function decode(bytes: Uint8Array, changes: Changes): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return decodeUtf8(bytes.subarray(3), changes);
  if (first === 0xff && second === 0xfe) return decodeAs("utf-16le", bytes.subarray(2));
  if (first === 0xfe && second === 0xff) return decodeAs("utf-16be", bytes.subarray(2));
  const wide = wideWithoutMark(bytes);
  if (wide) {
    changes.add(`Read as ${wide.toUpperCase()}, which the file does not say`);
    return decodeAs(wide, bytes);
  }
  return decodeUtf8(bytes, changes);
}

/** UTF-16 without its mark: in a European text every other byte is nought. */
function wideWithoutMark(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const looked = bytes.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  looked.forEach((byte, index) => {
    if (byte === 0 && index % 2 === 0) even += 1;
    if (byte === 0 && index % 2 === 1) odd += 1;
  });
  const half = looked.length / 2;
  if (half < 2) return undefined;
  if (odd > half * 0.7 && even < half * 0.05) return "utf-16le";
  if (even > half * 0.7 && odd < half * 0.05) return "utf-16be";
  return undefined;
}

function decodeUtf8(bytes: Uint8Array, changes: Changes): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeOld(bytes, changes);
  }
}

/** Not UTF-8, whatever it says: one of the old sets of 256 characters, or a mixture. */
function decodeOld(bytes: Uint8Array, changes: Changes): string {
  const { pairs, single } = countUtf8(bytes);
  if (pairs > 0 && pairs * 4 >= single) {
    changes.add("Two encodings in one file: UTF-8, and windows-1252 where it is not UTF-8", { times: single });
    return decodeMixed(bytes);
  }
  const declared = declaredEncoding(bytes);
  if (declared && !/^(utf-?8|us-ascii|ascii|iso-8859-1|latin-?1|windows-1252)$/i.test(declared)) {
    try {
      const text = decodeAs(declared, bytes);
      changes.add(`Read as ${declared}, as the file says`);
      return text;
    } catch {
      // a name no decoder knows: judged by its bytes like a page that says nothing
    }
  }
  if (looksMacintosh(bytes)) {
    changes.add("Read as Macintosh text, which the file does not say");
    return decodeAs("macintosh", bytes);
  }
  if (!declared || /utf/i.test(declared))
    changes.add(`Read as windows-1252; the file says ${declared ? `${declared}, which it is not` : "nothing"}`);
  return decodeAs("windows-1252", bytes);
}

const decodeAs = (name: string, bytes: Uint8Array) => new TextDecoder(name).decode(bytes);

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = decodeAs("windows-1252", bytes.subarray(0, 2048));
  return (
    /<\?xml[^>]*encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1] ??
    /<meta[^>]*charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1]
  );
}

/** How long the UTF-8 sequence at a place is; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length =
    lead < 0x80
      ? 1
      : lead >= 0xc2 && lead < 0xe0
        ? 2
        : lead >= 0xe0 && lead < 0xf0
          ? 3
          : lead >= 0xf0 && lead < 0xf5
            ? 4
            : 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function countUtf8(bytes: Uint8Array): { pairs: number; single: number } {
  let pairs = 0;
  let single = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 1) pairs += 1;
    if (length === 0) single += 1;
    at += length || 1;
  }
  return { pairs, single };
}

function decodeMixed(bytes: Uint8Array): string {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      parts.push(decodeAs("utf-8", bytes.subarray(start, at)), decodeAs("windows-1252", bytes.subarray(at, at + 1)));
      start = at + 1;
    }
    at += length || 1;
  }
  parts.push(decodeAs("utf-8", bytes.subarray(start)));
  return parts.join("");
}

/** A Mac's ’ “ ” — are Õ Ò Ó Ñ elsewhere; between small letters, and at the edge of words, those say which it is. */
function looksMacintosh(bytes: Uint8Array): boolean {
  const text = decodeAs("windows-1252", bytes);
  const mac = text.match(/\p{Ll}Õ(?=s|t|re|ve|ll)|(?<!\p{L})Ò(?=\p{L})|[.,!?]Ó(?!\p{L})/gu)?.length ?? 0;
  const windows = text.match(/[‘’“”–—]/g)?.length ?? 0;
  return mac >= 2 && mac > windows;
}

const plainLines = (text: string) => text.replace(/\r\n?/g, "\n");

const OTHER_KINDS: [number[], string][] = [
  [[0x25, 0x50, 0x44, 0x46], "It is a PDF: its words have no order that can be trusted. Save it as text or Word first"],
  [[0xd0, 0xcf, 0x11, 0xe0], "It is an old Word file (.doc): open it and save it as .docx"],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], "It is RTF: open it and save it as .docx"],
  [[0x89, 0x50, 0x4e, 0x47], "It is a picture, not a text"],
  [[0xff, 0xd8, 0xff], "It is a picture, not a text"],
  [[0x47, 0x49, 0x46, 0x38], "It is a picture, not a text"],
  [[0x1f, 0x8b], "It is a compressed archive: unpack it first"],
  [[0x7f, 0x45, 0x4c, 0x46], "It is a program, not a text"],
];

function refuseOtherKinds(bytes: Uint8Array): void {
  for (const [signature, why] of OTHER_KINDS)
    if (signature.every((byte, index) => bytes[index] === byte)) throw new ImportRefusal(`${why}.`);
}

function refuseBinary(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const controls = text.match(/[\u0000-\u0008\u000e-\u001f]/g)?.length ?? 0;
  if (text.includes("\u0000") || controls > Math.max(4, text.length / 200))
    throw new ImportRefusal(
      "It is not a text: it holds bytes that no text has (a program, a picture or a damaged file).",
    );
  if (text.trim() === "") throw new ImportRefusal("The file is empty: there is nothing in it but spaces.");
}
