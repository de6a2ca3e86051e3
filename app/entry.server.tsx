import type { ActionFunctionArgs, AppLoadContext, EntryContext, LoaderFunctionArgs } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToStaticMarkup } from "react-dom/server";
import { isOutage } from "#app/faults/outage.ts";
import { tellFault } from "#app/faults/tell-fault.ts";

/** The requests that failed because something this site needs is away. */
const outages = new WeakSet<AppLoadContext>();

let outageTold = Number.NEGATIVE_INFINITY;
const TELL_AGAIN_MS = 1_000;

const AWAY = { status: 503, statusText: "", internal: false, data: null };
const TRY_AGAIN_SECONDS = "60";

/**
 * Renders a page to plain HTML. No page hydrates, so the markup needs none of React's marks for it. Where something is
 * away, the page says so, and that it is worth trying again.
 */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  site: AppLoadContext,
) {
  const away = status === 500 && outages.has(site);
  const { errors } = context.staticHandlerContext;
  if (away && errors) for (const route of Object.keys(errors)) errors[route] = AWAY;
  const html = renderToStaticMarkup(<RemixServer context={context} url={request.url} />);
  headers.set("Content-Type", "text/html; charset=utf-8");
  if (away) headers.set("Retry-After", TRY_AGAIN_SECONDS);
  return new Response(`<!DOCTYPE html>${html}`, { status: away ? 503 : status, headers });
}

/**
 * A fault in a loader, an action or a page. Only its kind is logged: its message may hold somebody's data. An answer
 * such as 404 is no fault, nor is a reader who left.
 */
export function handleError(fault: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs) {
  if (request.signal.aborted || isRouteErrorResponse(fault)) return;
  if (isOutage(fault)) {
    outages.add(context);
    // every page asks in vain, and one line tells of it
    if (performance.now() - outageTold < TELL_AGAIN_MS) return;
    outageTold = performance.now();
  }
  context.log.error({ ...tellFault(fault), requestId: context.requestId }, "a page failed");
}
