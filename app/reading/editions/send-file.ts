import { MEDIA_TYPES } from "./formats.ts";
import type { MadeFile, TextFormat } from "./made-files.ts";

/** A file to read or to save. It is kept as pages are: asked for again each time, and sent again only where it changed. */
export function sendFile(file: MadeFile | undefined, format: TextFormat): Response {
  if (!file)
    return new Response("There is no such file here.\n", {
      status: 404,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
  const how = format === "epub" ? "attachment" : "inline";
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      "Content-Type": MEDIA_TYPES[format],
      "Content-Disposition": `${how}; filename="${file.name}"`,
      "Cache-Control": "public, max-age=0, must-revalidate",
    },
  });
}
