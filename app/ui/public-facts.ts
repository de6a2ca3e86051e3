import { useRouteLoaderData } from "@remix-run/react";
import type { PublicFacts } from "./head.ts";

/** The facts the root loader handed to every page. A page is never shown without them: then the error page is. */
export function usePublicFacts(): PublicFacts {
  const facts = useRouteLoaderData("root") as PublicFacts | undefined;
  if (!facts) throw new Error("the root loader's facts are missing");
  return facts;
}
