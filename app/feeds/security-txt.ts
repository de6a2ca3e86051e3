const HALF_A_YEAR_MS = 180 * 86_400_000;

/**
 * Where to report a hole in the site (RFC 9116). It is good for half a year from the day it is asked for: always in
 * the future, less than the year the standard advises, and the same all day.
 */
export function writeSecurityTxt(siteUrl: string, email: string, now: Date): string {
  const midnight = new Date(`${now.toISOString().slice(0, 10)}T00:00:00Z`);
  const expires = new Date(midnight.getTime() + HALF_A_YEAR_MS).toISOString().replace(".000Z", "Z");
  return [
    `Contact: mailto:${email}`,
    `Contact: ${siteUrl}/contact`,
    `Expires: ${expires}`,
    "Preferred-Languages: en",
    `Canonical: ${siteUrl}/.well-known/security.txt`,
    "",
  ].join("\n");
}
