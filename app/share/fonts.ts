import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import oswaldCyrillic from "@fontsource/oswald/files/oswald-cyrillic-600-normal.woff?inline";
import oswald from "@fontsource/oswald/files/oswald-latin-600-normal.woff?inline";
import serifCyrillic from "@fontsource/source-serif-4/files/source-serif-4-cyrillic-400-normal.woff?inline";
import serif from "@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff?inline";
import { unpackWoff } from "#app/reading/fonts/unpack-woff.ts";
import { type LetterWidths, readLetterWidths } from "./letter-widths.ts";

/** The house's two faces, each in Latin and, for what that lacks, in Cyrillic. */
export type Face = "display" | "text";

type Fonts = { files: string[]; widths: Record<Face, LetterWidths> };

let loaded: Fonts | undefined;

/** The fonts of drawn pictures: they come with the build, as data. The drawing library reads files, so they become some. */
export function loadFonts(): Fonts {
  loaded ??= unpackAll();
  return loaded;
}

function unpackAll(): Fonts {
  const unpack = (dataUrl: string) => unpackWoff(Buffer.from(dataUrl.slice(dataUrl.indexOf(",") + 1), "base64"));
  const [display, displayCyrillic, text, textCyrillic] = [oswald, oswaldCyrillic, serif, serifCyrillic].map(unpack) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const folder = mkdtempSync(join(tmpdir(), "pamphleteer-fonts-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const files = [display, displayCyrillic, text, textCyrillic].map((sfnt, index) => {
    const file = join(folder, `${index}.ttf`);
    writeFileSync(file, sfnt);
    return file;
  });
  const either = (latin: LetterWidths, cyrillic: LetterWidths): LetterWidths => {
    return (letter) => latin(letter) ?? cyrillic(letter);
  };
  return {
    files,
    widths: {
      display: either(readLetterWidths(display), readLetterWidths(displayCyrillic)),
      text: either(readLetterWidths(text), readLetterWidths(textCyrillic)),
    },
  };
}
