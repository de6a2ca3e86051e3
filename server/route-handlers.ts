import { createRequestHandler, type RequestHandler, type ServerBuild } from "@remix-run/node";

/**
 * What answers for a path. Remix looks through all of the site's addresses, and again before it draws, for each request:
 * a fifth of the work of a form. An address without a part that varies is a route's own, whatever others there are, so
 * what answers for it is told of that route and those around it alone.
 */
export function handlersOf(build: ServerBuild): (path: string) => RequestHandler {
  const whole = createRequestHandler(build, "production");
  const own = new Map<string, RequestHandler>();
  for (const id of Object.keys(build.routes)) {
    const around = lineOf(build, id);
    const parts = around.map((one) => build.routes[one]?.path ?? "").filter((part) => part !== "");
    const isFixed = parts.every((part) => !/[:*?]/.test(part));
    const isLeaf = !Object.values(build.routes).some((route) => route?.parentId === id);
    if (isFixed && isLeaf) own.set(`/${parts.join("/")}`, createRequestHandler(only(build, around), "production"));
  }
  return (path) => own.get(path) ?? whole;
}

/** A route and those it lies in, the outermost first. */
function lineOf(build: ServerBuild, id: string | undefined): string[] {
  return id === undefined ? [] : [...lineOf(build, build.routes[id]?.parentId), id];
}

function only(build: ServerBuild, ids: readonly string[]): ServerBuild {
  const pick = <T>(of: Record<string, T>) => Object.fromEntries(Object.entries(of).filter(([id]) => ids.includes(id)));
  return { ...build, routes: pick(build.routes), assets: { ...build.assets, routes: pick(build.assets.routes) } };
}
