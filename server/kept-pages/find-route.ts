import type { ServerBuild } from "@remix-run/node";
import { matchRoutes } from "@remix-run/react";
import type { MayBeKept } from "#app/site.ts";

export type FoundRoute = {
  /** The route's pattern, such as `/texts/:slug`: what a log may say of an address. */
  pattern: string;
  /** Undefined where the page is for one visitor, or changes by itself. */
  mayBeKept: MayBeKept["mayBeKept"] | undefined;
  takesForms: boolean;
};

/** So many addresses are remembered; whoever asks for more at random makes us look them up again. */
const MOST_REMEMBERED = 5_000;
/** Ours are shorter: strangers' long ones would be megabytes to remember. */
const LONGEST_REMEMBERED = 200;

type Node = { id: string; path?: string; index?: boolean; caseSensitive?: boolean; children?: Node[] };

/** Which route answers for a path, from the built site's own table. */
export function routeFinder(build: ServerBuild): (path: string) => FoundRoute {
  const tree = branchesOf(build, undefined);
  const known = new Map<string, FoundRoute>();
  return (path) => {
    const before = known.get(path);
    if (before) return before;
    const found = find(build, tree, path);
    if (path.length > LONGEST_REMEMBERED) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(path, found);
    return found;
  };
}

function find(build: ServerBuild, tree: Node[], path: string): FoundRoute {
  const matches = matchRoutes(tree as Parameters<typeof matchRoutes>[0], path) ?? [];
  const pattern = matches.map(({ route }) => route.path ?? "").filter((part) => part !== "");
  const leaf = matches.at(-1)?.route.id;
  const module = leaf === undefined ? undefined : build.routes[leaf]?.module;
  const handle = module?.handle;
  return {
    pattern: `/${pattern.join("/")}`,
    mayBeKept: isMayBeKept(handle) ? handle.mayBeKept : undefined,
    takesForms: module?.action !== undefined,
  };
}

function isMayBeKept(handle: unknown): handle is MayBeKept {
  return typeof handle === "object" && handle !== null && "mayBeKept" in handle;
}

function branchesOf(build: ServerBuild, parent: string | undefined): Node[] {
  return Object.values(build.routes).flatMap((route) => {
    if (!route || route.parentId !== parent) return [];
    const { id, path, index, caseSensitive } = route;
    if (index) return [{ id, index: true, ...(path === undefined ? {} : { path }) }];
    const node: Node = { id, children: branchesOf(build, id) };
    if (path !== undefined) node.path = path;
    if (caseSensitive !== undefined) node.caseSensitive = caseSensitive;
    return [node];
  });
}
