import { z } from "zod";
import { choice } from "#app/forms/fields.ts";

/** "I have read this", and taking it back. */
export const TickForm = z.object({
  intent: choice(["read", "unread"], "Choose to tick the text, or to take the tick back"),
});

export const READ_TICKS_COOKIE = "read";

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MOST = 60;
const A_YEAR = 31_536_000;

/** The texts a reader has ticked, from the Cookie header. The cookie is all there is: we keep nothing of it. */
export function readTicks(cookies: string | null): string[] {
  const found = new RegExp(`(?:^|;\\s*)${READ_TICKS_COOKIE}=([a-z0-9.-]*)`).exec(cookies ?? "");
  const slugs = (found?.[1] ?? "").split(".").filter((slug) => SLUG.test(slug));
  return [...new Set(slugs)].slice(0, MOST);
}

/** The Set-Cookie header after ticking a text, or taking the tick back. */
export function ticksCookie(ticks: readonly string[], slug: string, ticked: boolean, secure: boolean): string {
  const others = ticks.filter((tick) => tick !== slug);
  const kept = ticked ? [...others, slug].slice(-MOST) : others;
  const age = kept.length > 0 ? A_YEAR : 0;
  const parts = [`${READ_TICKS_COOKIE}=${kept.join(".")}`, "Path=/", `Max-Age=${age}`, "SameSite=Lax", "HttpOnly"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}
