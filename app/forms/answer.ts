import { type AppLoadContext, data, type HeadersFunction, redirect } from "@remix-run/node";
import { FORM_KEY } from "./form-token.ts";
import type { Refused } from "./read-form.ts";

const refusedRequests = new WeakSet<AppLoadContext>();

/**
 * Answers a form with what is wrong and what was typed: 422, 429 for too often, or 503 where it is us and not them. The loaders that run
 * after the action ask `wasRefused`, because a page's title is made of their data alone.
 */
export function answer(
  context: AppLoadContext,
  refused: Refused,
  status: 422 | 429 | 503 = 422,
  headers: HeadersInit = {},
) {
  refusedRequests.add(context);
  const all = new Headers(headers);
  if (status === 429 && !all.has("Retry-After")) all.set("Retry-After", "3600");
  if (status !== 503) return data(refused, { status, headers: all });
  // the next press is the same press again: it finds what this one began
  all.set("Retry-After", "120");
  return data({ ...refused, again: refused.typed[FORM_KEY] }, { status, headers: all });
}

/** True in the loaders of a request whose form was answered with errors. */
export function wasRefused(context: AppLoadContext): boolean {
  return refusedRequests.has(context);
}

/** After a POST, to a page that can be loaded again. The address is ours or Stripe's, never a visitor's. */
export function seeOther(address: string, ...cookies: string[]): Response {
  const headers = new Headers({ "Cache-Control": "no-store" });
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return redirect(address, { status: 303, headers });
}

const kept = (headers: Headers | undefined, name: string): Record<string, string> => {
  const value = headers?.get(name);
  return value ? { [name]: value } : {};
};

/** For pages made for one visitor: nothing on the way keeps them. */
export const forOneVisitor: HeadersFunction = ({ actionHeaders }) => ({
  "Cache-Control": "no-store",
  Vary: "Cookie",
  ...kept(actionHeaders, "Retry-After"),
});

/** The same for results and receipts, which no search engine lists. */
export const forOneVisitorUnlisted: HeadersFunction = (args) => ({
  ...(forOneVisitor(args) as Record<string, string>),
  "X-Robots-Tag": "noindex",
});
