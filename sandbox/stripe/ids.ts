import { randomFillSync } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const pool = Buffer.alloc(4096);
let used = pool.length;

/** A fresh id with Stripe's prefix for its kind, such as `pi_` or `cs_test_`. */
export function newId(prefix: string, length = 24): string {
  let id = prefix;
  for (let letters = 0; letters < length; ) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const value = (pool[used] ?? 0) & 63;
    used += 1;
    const letter = alphabet[value];
    // 62 letters in 64 values: the last two are thrown away so that all letters are equally likely.
    if (letter === undefined) continue;
    id += letter;
    letters += 1;
  }
  return id;
}
