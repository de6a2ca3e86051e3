import { describe, expect, test } from "vitest";
import { listSources } from "./sources.ts";

/**
 * The house's floors, from the top. A room may import from the floors below it, never from one above, and subjects on
 * one floor never from each other: the route, or settlement, joins them.
 */
const SUBJECTS = ["reading", "news", "shop", "giving", "membership", "compliance", "questions"];
const FLOORS: string[][] = [
  ["server"],
  ["app/root", "app/entry.server", "app/routes", "app/jobs"],
  ["app/settlement", "app/office", "app/share"],
  SUBJECTS.map((room) => `app/${room}`),
  ["app/site"],
  ["app/mail", "app/payments"],
  ["app/people", "app/ledger"],
  ["app/forms"],
  ["app/figures", "app/limits"],
  ["db"],
  ["app/money", "app/time", "app/references", "app/faults", "app/config", "app/feeds"],
];
/** The look stands beside the floors: pages use it, and it uses nothing but what it needs to show a sum or a day. */
const UI_MAY_USE = ["app/ui", "app/money", "app/time"];

function roomOf(path: string): string | undefined {
  if (path.startsWith("app/ui/")) return "app/ui";
  const rooms = FLOORS.flat().filter(
    (room) => path === room || path.startsWith(`${room}/`) || path.startsWith(`${room}.`),
  );
  return rooms.sort((a, b) => b.length - a.length)[0];
}

const floorOf = (room: string) => FLOORS.findIndex((floor) => floor.includes(room));
const sources = ["app", "server", "db"].flatMap(listSources).filter((source) => !source.path.startsWith("db/seed/"));

describe("imports only go down", () => {
  test("every file stands in a room of the house", () => {
    expect(sources.filter((source) => roomOf(source.path) === undefined).map((source) => source.path)).toEqual([]);
  });

  test("no room imports from above, and no subject from another", () => {
    const wrong = sources.flatMap((source) => {
      const from = roomOf(source.path) ?? "";
      return source.imports
        .map((target) => roomOf(target))
        .filter((to): to is string => to !== undefined && to !== from)
        .filter((to) => {
          if (from === "app/ui") return !UI_MAY_USE.includes(to);
          if (to === "app/ui") return !["app/routes", "app/root", "app/entry.server"].includes(from);
          if (SUBJECTS.includes(from.slice(4)) && SUBJECTS.includes(to.slice(4))) return true;
          return floorOf(to) < floorOf(from);
        })
        .map((to) => `${source.path} → ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  test("nothing in app/ or server/ knows that sandbox/ or tests/ exist", () => {
    const wrong = sources.filter((source) => source.imports.some((target) => /^(sandbox|tests|bench)\//.test(target)));
    expect(wrong.map((source) => source.path)).toEqual([]);
  });

  test("pages to read, news and the shop cannot hold a person", () => {
    const rooms = sources.filter(
      (source) => /^app\/(reading|news)\//.test(source.path) || source.path === "app/shop/pamphlets.ts",
    );
    expect(rooms.length).toBeGreaterThan(5);
    expect(
      rooms.filter((source) => source.imports.some((target) => target.startsWith("app/people"))).map((s) => s.path),
    ).toEqual([]);
    expect(
      rooms
        .filter((source) => /"(people|contacts|payments|donations|memberships|dues)"/.test(source.text))
        .map((s) => s.path),
    ).toEqual([]);
  });
});
