import { createHash } from "node:crypto";

/** All that is kept, in bytes: some five hundred pictures. */
const ROOM = 32 * 1024 * 1024;

type Kept = { madeFrom: string; bytes: Promise<Uint8Array>; size: number };
const kept = new Map<string, Kept>();
let held = 0;

/**
 * What was made for an address, kept until it would be made from other facts. Two who ask at once wait for one making.
 * `madeFrom` is everything the bytes depend on. What was asked for longest ago makes room.
 */
export async function keepMade(
  address: string,
  madeFrom: string,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const known = kept.get(address);
  if (known?.madeFrom === madeFrom) {
    kept.delete(address);
    kept.set(address, known);
    return known.bytes;
  }
  forget(address);
  const fresh: Kept = { madeFrom, bytes: make(), size: 0 };
  kept.set(address, fresh);
  try {
    const bytes = await fresh.bytes;
    if (kept.get(address) === fresh) {
      fresh.size = bytes.length;
      held += bytes.length;
      for (const oldest of kept.keys()) {
        if (held <= ROOM) break;
        forget(oldest);
      }
    }
    return bytes;
  } catch (fault) {
    if (kept.get(address) === fresh) forget(address);
    throw fault;
  }
}

function forget(address: string): void {
  const known = kept.get(address);
  if (!known) return;
  held -= known.size;
  kept.delete(address);
}

/** A short name for the facts something is made from. */
export const fingerprint = (facts: unknown): string =>
  createHash("sha256").update(JSON.stringify(facts)).digest("base64url").slice(0, 22);
