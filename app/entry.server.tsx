import type { ActionFunctionArgs, EntryContext, LoaderFunctionArgs } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToStaticMarkup } from "react-dom/server";
import { tellFault } from "#app/faults/tell-fault.ts";

/**
 * Renders a page to plain HTML. No page hydrates, so the markup needs none of React's marks for it.
 */
export default function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext) {
  const html = renderToStaticMarkup(<RemixServer context={context} url={request.url} />);
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(`<!DOCTYPE html>${html}`, { status, headers });
}

/**
 * A fault in a loader, an action or a page. Only its kind is logged: its message may hold somebody's data. An answer
 * such as 404 is no fault, nor is a reader who left.
 */
export function handleError(fault: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs) {
  if (request.signal.aborted || isRouteErrorResponse(fault)) return;
  context.log.error({ ...tellFault(fault), requestId: context.requestId }, "a page failed");
}
