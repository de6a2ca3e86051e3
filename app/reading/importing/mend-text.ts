import type { Changes } from "./changes.ts";
import { mendMac } from "./mend-mac.ts";
import { mendControls, mendUtf8 } from "./mend-utf8.ts";

/** Broken encodings mended, most certain first. Characters that are lost for good are pointed out. */
export function mendText(text: string, changes: Changes, lineOf: (place: number) => number): string {
  if (!/[\u0080-\uffff]/.test(text)) return text;
  const mended = mendMac(mendControls(mendUtf8(text, changes, lineOf), changes, lineOf), changes, lineOf);
  for (const match of mended.matchAll(/\S{0,20}\ufffd\S{0,20}/g))
    changes.add("Characters that were lost before the file came to us: look at them", {
      line: lineOf(match.index),
      example: match[0],
    });
  return mended;
}
