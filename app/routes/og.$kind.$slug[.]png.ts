import type { LoaderFunctionArgs } from "@remix-run/node";
import { sharePicture } from "#app/share/share-picture.ts";

export async function loader({ context, params }: LoaderFunctionArgs) {
  const png = await sharePicture(context, params.kind ?? "", params.slug ?? "");
  if (!png) throw new Response(null, { status: 404 });
  return new Response(png as Uint8Array<ArrayBuffer>, {
    headers: { "Content-Type": "image/png", "Cache-Control": "public, max-age=86400" },
  });
}
