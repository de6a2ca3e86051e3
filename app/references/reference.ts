import { randomInt } from "node:crypto";

/** Letters and digits that survive a bad line and bad handwriting: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V. */
const CLEAR = "3467 9ACDE FGHJK MNPQR TWXY".replaceAll(" ", "");

/**
 * A reference to say on the phone, like `D-7KQM-4TXA`. Random, so that it tells nobody how many there are; about
 * 36 bits, so it is a name and not a key: pages that show anything ask for the link's key as well.
 */
export function newReference(kind: "P" | "D" | "R" | "J" | "Q"): string {
  const group = () => Array.from({ length: 4 }, () => CLEAR[randomInt(CLEAR.length)]).join("");
  return `${kind}-${group()}-${group()}`;
}
