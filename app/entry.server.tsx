import type { EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToStaticMarkup } from "react-dom/server";

/**
 * Renders a page to plain HTML. No page hydrates, so the markup needs none of React's marks for it.
 */
export default function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext) {
  const html = renderToStaticMarkup(<RemixServer context={context} url={request.url} />);
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(`<!DOCTYPE html>${html}`, { status, headers });
}
