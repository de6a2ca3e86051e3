import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/**
 * Cookies that only we can read and only we can have written (AES-256-GCM, a key of its own for each name). Their
 * content may be personal or tell of politics; a browser's disk and a proxy's log see bytes.
 */
type Sealed = { name: string /** How long the browser keeps it, and we believe it. */; seconds: number };
type Keys = { formSecret: string; siteUrl: string };

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The Set-Cookie header that keeps a value. With `now` it is believed for that long only; else as long as it is sent. */
export function sealCookie(keys: Keys, cookie: Sealed, value: unknown, now?: Date): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(keys, cookie), iv);
  const until = now && Math.floor(now.getTime() / 1000) + cookie.seconds;
  const body = Buffer.concat([cipher.update(JSON.stringify({ until, value }), "utf8"), cipher.final()]);
  const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
  return header(keys, cookie.name, sealed, cookie.seconds);
}

/** The Set-Cookie header that makes the browser forget it. */
export function dropCookie(keys: Keys, cookie: Sealed): string {
  return header(keys, cookie.name, "", 0);
}

/** The value in a request's cookie; undefined where there is none, it was changed, or its time is over. */
export function openCookie(keys: Keys, cookie: Sealed, request: Request, now?: Date): unknown {
  for (const part of (request.headers.get("Cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at < 0 || part.slice(0, at).trim() !== cookie.name) continue;
    const opened = unseal(keyOf(keys, cookie), part.slice(at + 1).trim());
    if (opened && !(now && opened.until !== undefined && opened.until * 1000 <= now.getTime())) return opened.value;
  }
  return undefined;
}

function unseal(key: Buffer, sealed: string): { until?: number; value: unknown } | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString("utf8")); // ours: nobody else could have sealed it
  } catch {
    return undefined;
  }
}

/** A handful: one secret, and as many names as there are cookies. Deriving one takes longer than all else here. */
const keys = new Map<string, Buffer>();

function keyOf({ formSecret }: Keys, { name }: Sealed): Buffer {
  const of = `${name} ${formSecret}`;
  const known = keys.get(of);
  if (known) return known;
  const key = Buffer.from(hkdfSync("sha256", formSecret, "pamphleteer", `cookie:${name}`, 32));
  keys.set(of, key);
  return key;
}

function header({ siteUrl }: Keys, name: string, value: string, seconds: number): string {
  const secure = siteUrl.startsWith("https:") ? "; Secure" : "";
  return `${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
