import oswald from "@fontsource/oswald/files/oswald-latin-600-normal.woff2?url";
import sourceSerif from "@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2?url";
import { data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Outlet, useRouteError, useRouteLoaderData } from "@remix-run/react";
import { wasRefused } from "#app/forms/answer.ts";
import { readReadingSettings } from "#app/reading/reading-settings.ts";
import { basketCount } from "#app/shop/basket-cookie.ts";
import { Document } from "#app/ui/document.tsx";
import { ErrorPage, errorTitle } from "#app/ui/error-page.tsx";
import { type PublicFacts, pageTitle } from "#app/ui/head.ts";
import stylesheet from "#app/ui/site.css?url";

export const links: LinksFunction = () => [
  { rel: "preload", href: sourceSerif, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "preload", href: oswald, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "stylesheet", href: stylesheet },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/icon-180.png" },
  { rel: "manifest", href: "/manifest.webmanifest" },
];

/** Public facts only: this is on every page. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const { pathname, search } = new URL(request.url);
  // a page has one address, and no address ends in a slash
  if (pathname.length > 1 && pathname.endsWith("/")) throw redirect(`${pathname.replace(/\/+$/, "")}${search}`, 301);
  const { party, siteUrl } = context.settings;
  const cookies = request.headers.get("Cookie");
  const facts: PublicFacts = {
    siteUrl,
    requestId: context.requestId,
    party: {
      name: party.name,
      press: party.press,
      address: party.address,
      email: party.email,
      phone: party.phone,
      phoneHours: party.phoneHours,
      promoter: party.promoter,
      replyWorkingDays: party.replyWorkingDays,
      memberRecordsKept: party.memberRecordsKept,
    },
    basketCount: basketCount(context.settings, request),
    settings: readReadingSettings(cookies),
  };
  const keep = wasRefused(context) ? "no-store" : `${cookies ? "private" : "public"}, max-age=0, must-revalidate`;
  return data(facts, { headers: { "Cache-Control": keep, Vary: "Cookie" } });
}

/** A page that went wrong is never kept. A route that knows better says so itself. */
export function headers({
  loaderHeaders,
  errorHeaders,
}: {
  loaderHeaders: Headers;
  errorHeaders: Headers | undefined;
}) {
  if (!errorHeaders) return loaderHeaders;
  const wait = errorHeaders.get("Retry-After");
  return new Headers({ "Cache-Control": "no-store", ...(wait ? { "Retry-After": wait } : {}) });
}

/** Said where a page says nothing itself, and where it went wrong. */
export const meta: MetaFunction<typeof loader> = ({ data: facts, error }) => [
  { title: pageTitle(facts?.party.name, error ? errorTitle(error) : "Welcome") },
  { name: "robots", content: "noindex" },
];

export default function Root() {
  const facts = useRouteLoaderData<typeof loader>("root");
  return (
    <Document facts={facts}>
      <Outlet />
    </Document>
  );
}

export function ErrorBoundary() {
  const facts = useRouteLoaderData<typeof loader>("root");
  return (
    <Document facts={facts}>
      <ErrorPage error={useRouteError()} facts={facts} />
    </Document>
  );
}
