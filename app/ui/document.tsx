import { Links, Meta, useLocation } from "@remix-run/react";
import type { ReactNode } from "react";
import { Footer } from "./footer.tsx";
import type { PublicFacts } from "./head.ts";
import { Masthead } from "./masthead.tsx";

type DocumentProps = { facts: PublicFacts | undefined; children: ReactNode };

const chosen = (value: string | undefined, plain: string) => (value === plain ? undefined : value);

/** The whole document round a page. No script is sent: nothing on a public page needs one. */
export function Document({ facts, children }: DocumentProps) {
  const { pathname } = useLocation();
  const settings = facts?.settings;
  return (
    <html
      lang="en-GB"
      data-theme={chosen(settings?.colours, "device")}
      data-size={chosen(settings?.size, "standard")}
      data-spacing={chosen(settings?.spacing, "standard")}
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
      </head>
      <body>
        <a className="skip" href="#main">
          Skip to the page
        </a>
        <Masthead facts={facts} path={pathname} />
        {children}
        <Footer facts={facts} />
      </body>
    </html>
  );
}

/** The one main landmark of a page. `home` lets the page begin at the very top. */
export function Main({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <main className={className ? `page ${className}` : "page"} id="main" tabIndex={-1}>
      {children}
    </main>
  );
}
