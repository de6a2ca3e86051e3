import type { LoaderFunctionArgs } from "@remix-run/node";
import { writeSecurityTxt } from "#app/feeds/security-txt.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context }: LoaderFunctionArgs) {
  const { settings, clock } = context;
  return new Response(writeSecurityTxt(settings.siteUrl, settings.party.email, clock.now()), {
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=3600" },
  });
}
