const LONGEST = 8 * 1024;

/** Addresses of nothing but these need no second look. */
const PLAIN = /^(?:\/[\w~-][\w.~-]*)+$|^\/$/;

/**
 * The address of a request, as one of this site's. Undefined for one that cannot be read: too long, not beginning at the
 * root, holding control characters or half letters (an encoded NUL would travel to the database), or one that would
 * make another site's name of what follows.
 */
export function readAddress(target: string, siteUrl: string): URL | undefined {
  if (PLAIN.test(target) && target.length <= LONGEST) return new URL(target, siteUrl);
  // the whole address, as a proxy is asked for it: servers are to take that too (RFC 9112 3.2.2)
  if (target.startsWith(`${siteUrl}/`)) return readAddress(target.slice(siteUrl.length), siteUrl);
  if (!target.startsWith("/") || target.length > LONGEST) return undefined;
  // a second slash would make the rest a host name
  const path = target.replace(/^\/+/, "/");
  const decoded = decode(path.split("?")[0] ?? "");
  if (decoded === undefined || /%00/i.test(path) || hasControls(decoded) || hasControls(path)) return undefined;
  const url = URL.parse(path, siteUrl);
  // a backslash, or "/./" before a second slash, would make what follows a host name in the page's own redirects
  if (!url || url.origin !== siteUrl || url.pathname.startsWith("//")) return undefined;
  // so would an encoded one, once the router has decoded it
  if (decode(url.pathname)?.startsWith("/\\")) return undefined;
  return url;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function hasControls(text: string): boolean {
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff)) return true;
  }
  return false;
}
