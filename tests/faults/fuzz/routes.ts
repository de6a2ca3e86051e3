import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "#sandbox/demo/children.ts";

/** A route as it was built: a new one is fuzzed without anybody telling. */
export type BuiltRoute = {
  /** As in `/texts/:slug`; `/*` is what no other route takes. */
  pattern: string;
  takesForms: boolean;
};

type Built = { path?: string; parentId?: string; module: { action?: unknown } };

/** Every route of the built site that answers at an address of its own. */
export async function listRoutes(): Promise<BuiltRoute[]> {
  const file = pathToFileURL(join(ROOT, "build/server/index.js")).href;
  const { routes }: { routes: Record<string, Built> } = await import(file);
  const parents = new Set(Object.values(routes).map((route) => route.parentId));
  return Object.entries(routes)
    .filter(([id]) => !parents.has(id))
    .map(([, route]) => ({ pattern: patternOf(routes, route), takesForms: route.module.action !== undefined }))
    .sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
}

function patternOf(routes: Record<string, Built>, route: Built): string {
  const above = route.parentId === undefined ? undefined : routes[route.parentId];
  const before = above ? patternOf(routes, above) : "/";
  return route.path === undefined ? before : `${before === "/" ? "" : before}/${route.path}`;
}
