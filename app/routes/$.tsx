import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { findOldAddress } from "#app/reading/old-addresses.ts";

/** Every address that is no page: an old one leads on for ever, one taken away says so, the rest is not found. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const { pathname } = new URL(request.url);
  const old = await findOldAddress(context.db, pathname);
  if (old === "gone") throw new Response(null, { status: 410 });
  if (old) return redirect(old.to, 301);
  throw new Response(null, { status: 404 });
}

export default function Nothing() {
  return null;
}
