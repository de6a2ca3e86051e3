import type { Site } from "#app/site.ts";
import type { Card } from "./card.ts";
import { drawCard } from "./draw-card.ts";
import { findCard } from "./find-card.ts";
import { loadFonts } from "./fonts.ts";
import { fingerprint, keepMade } from "./keep-made.ts";
import { writePalettePng } from "./write-png.ts";

/** Changes when the drawing does: what was made before is then made anew. */
const DRAWING = 1;

/** The PNG shown where a page is shared. Undefined where there is no such page. */
export async function sharePicture(
  site: Pick<Site, "db" | "clock" | "settings">,
  kind: string,
  slug: string,
): Promise<Uint8Array | undefined> {
  const card = await findCard(site, kind, slug);
  if (!card) return undefined;
  return keepMade(`/og/${kind}/${slug}.png`, fingerprint([DRAWING, card]), () => makePng(card));
}

/** A card as PNG, drawn on another thread. The same card gives the same bytes. */
export async function makePng(card: Card): Promise<Uint8Array> {
  const fonts = loadFonts();
  const svg = drawCard(card, fonts.widths);
  // a program of its own, which a process that draws nothing never has to load
  const { renderAsync } = await import("@resvg/resvg-js");
  const picture = await renderAsync(svg, {
    font: { fontFiles: fonts.files, loadSystemFonts: false, defaultFontFamily: "Oswald" },
  });
  return writePalettePng(picture.pixels, picture.width, picture.height);
}
