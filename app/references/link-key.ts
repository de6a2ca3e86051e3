import { createHmac, timingSafeEqual } from "node:crypto";

/** What a link opens. A key for one kind opens no other. */
export type LinkKind = "order" | "checkout" | "recurring" | "application" | "question";

/** The unguessable half of a link (128 bits), made from our secret and the row's id, so nothing has to be stored. */
export function linkKey(formSecret: string, kind: LinkKind, id: string): string {
  return createHmac("sha256", formSecret).update(`link:${kind}:${id}`).digest().subarray(0, 16).toString("base64url");
}

/** Compares in the same time whatever is given. */
export function opensLink(formSecret: string, kind: LinkKind, id: string, key: string | null): boolean {
  const right = Buffer.from(linkKey(formSecret, kind, id));
  const given = Buffer.from(key ?? "");
  return given.length === right.length && timingSafeEqual(given, right);
}
