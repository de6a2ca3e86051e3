import type { LoaderFunctionArgs } from "@remix-run/node";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

/** What is nobody's business to index. */
const PRIVATE = [
  "/basket",
  "/orders",
  "/donations",
  "/donate/",
  "/join/",
  "/contact/",
  "/account",
  "/office",
  "/dues",
  "/search",
];

export async function loader({ context }: LoaderFunctionArgs) {
  const lines = [
    "User-agent: *",
    ...PRIVATE.map((path) => `Disallow: ${path}`),
    "",
    `Sitemap: ${context.settings.siteUrl}/sitemap.xml`,
    "",
  ];
  return new Response(lines.join("\n"), {
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=3600" },
  });
}
