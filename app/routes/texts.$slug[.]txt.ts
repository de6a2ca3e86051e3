import type { LoaderFunctionArgs } from "@remix-run/node";
import { findTextFile } from "#app/reading/editions/made-files.ts";
import { sendFile } from "#app/reading/editions/send-file.ts";
import { nothingThere } from "#app/reading/nothing-there.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const file = await findTextFile(context, params.slug ?? "", "txt");
  return file ? sendFile(file, "txt") : nothingThere(context.db, request);
}
