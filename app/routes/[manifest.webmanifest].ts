import type { LoaderFunctionArgs } from "@remix-run/node";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

/** What a phone shows where somebody keeps this site among their apps. Its colours are the masthead's and the paper's. */
export async function loader({ context }: LoaderFunctionArgs) {
  const { name } = context.settings.party;
  const manifest = {
    id: "/",
    name,
    short_name: name,
    description: `Texts, news and pamphlets from ${name}.`,
    lang: "en-GB",
    dir: "ltr",
    start_url: "/",
    scope: "/",
    display: "minimal-ui",
    background_color: "#faf6ed",
    theme_color: "#b5161b",
    icons: [
      { src: "/favicon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
      { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Reading", url: "/reading" },
      { name: "Saved texts", url: "/offline" },
    ],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { "Content-Type": "application/manifest+json", "Cache-Control": "public, max-age=3600" },
  });
}
