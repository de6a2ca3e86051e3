import type { LoaderFunctionArgs } from "@remix-run/node";
import { findTextFile } from "#app/reading/editions/made-files.ts";
import { sendFile } from "#app/reading/editions/send-file.ts";

export async function loader({ context, params }: LoaderFunctionArgs) {
  return sendFile(await findTextFile(context, params.slug ?? "", "epub"), "epub");
}
