import type { LoaderFunctionArgs } from "@remix-run/node";
import { findListFile } from "#app/reading/editions/made-files.ts";
import { sendFile } from "#app/reading/editions/send-file.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context, params }: LoaderFunctionArgs) {
  return sendFile(await findListFile(context, params.list ?? ""), "epub");
}
