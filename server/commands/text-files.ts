import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { Source } from "#app/reading/importing/import-text.ts";
import { ImportRefusal, MOST_PACKED_BYTES, refuseSize } from "#app/reading/importing/refusal.ts";

/** What lies beside texts and is none: the importer passes it over without a word of each. */
const COMPANION =
  /\.(css|js|mjs|json|jpe?g|png|gif|svg|webp|avif|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp3|mp4|opf|ncx|plist|map|db|ini|lock|log)$/i;

export type TextFile = { name: string; path: string };

/** The files to bring in: the one that is named, or all of a folder and the folders in it, in the order of their names. */
export function listTextFiles(asked: string): { root: string; files: TextFile[]; passedOver: number } {
  if (!statSync(asked).isDirectory())
    return { root: dirname(realpathSync(asked)), files: [{ name: basename(asked), path: asked }], passedOver: 0 };
  const root = realpathSync(asked);
  const files: TextFile[] = [];
  let passedOver = 0;
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name.localeCompare(b.name, "en", { numeric: true }),
    )) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".")) passedOver += 1;
      else if (entry.isDirectory()) walk(path);
      else if (COMPANION.test(entry.name)) passedOver += 1;
      else files.push({ name: relative(root, path).split(sep).join("/"), path });
    }
  };
  walk(root);
  return { root, files, passedOver };
}

/** A file with its neighbours, which are read when a note is looked for in them. Throws `ImportRefusal`. */
export function readTextFile(root: string, file: TextFile): Source {
  return { name: file.name, bytes: readInside(root, file.path), sibling: (name) => readSibling(root, name) };
}

function readSibling(root: string, name: string): Uint8Array | undefined {
  try {
    return readInside(root, join(root, name));
  } catch {
    return undefined;
  }
}

function readInside(root: string, path: string): Uint8Array {
  const real = realpathSync(path);
  const home = realpathSync(root);
  if (!real.startsWith(home.endsWith(sep) ? home : home + sep))
    throw new ImportRefusal("It is a link to a file outside the folder.");
  const about = lstatSync(real);
  if (!about.isFile()) throw new ImportRefusal("It is not a file.");
  refuseSize(about.size, MOST_PACKED_BYTES);
  return readFileSync(real);
}
