import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "./sources.ts";

// Where other people's code comes from, and what of it may run when it is installed.

type Entry = {
  version?: string;
  integrity?: string;
  dev?: boolean;
  devOptional?: boolean;
  hasInstallScript?: boolean;
};
type Package = Record<
  "dependencies" | "devDependencies" | "allowScripts" | "scripts",
  Record<string, string> | undefined
>;

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const own: Package = JSON.parse(read("package.json"));
const entriesOf = (lock: string): [place: string, entry: Entry][] =>
  Object.entries(JSON.parse(read(lock)).packages as Record<string, Entry>).filter(([place]) => place !== "");
const entries = entriesOf("package-lock.json");
const nameOf = (place: string) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
const placesOf = (wanted: (entry: Entry, place: string) => boolean) =>
  entries.filter(([place, entry]) => wanted(entry, place)).map(([place]) => place);

describe("packages", () => {
  test.each(["package-lock.json", "bench/observatory/package-lock.json"])(
    "%s takes each from the registry alone, and knows its contents",
    (lock) => {
      const all = entriesOf(lock);
      expect(all.length).toBeGreaterThan(200);
      // one from the registry has no address here (.npmrc leaves it out): one from git, a file or a host keeps it
      const elsewhere = all.filter(([, entry]) => "resolved" in entry || "link" in entry || "inBundle" in entry);
      expect(elsewhere.map(([place]) => place)).toEqual([]);
      expect(
        all.filter(([, entry]) => !/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? "")).map(([place]) => place),
      ).toEqual([]);
      expect(all.filter(([, entry]) => !/^\d+\.\d+\.\d+/.test(entry.version ?? "")).map(([place]) => place)).toEqual(
        [],
      );
    },
  );

  test("are asked for by one version each", () => {
    const wishes = Object.entries({ ...own.dependencies, ...own.devDependencies });
    expect(wishes.length).toBeGreaterThan(40);
    expect(wishes.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test("are a week old when they are taken, and run nothing of their own unless package.json says so", () => {
    const npm = read(".npmrc").split("\n");
    for (const line of ["min-release-age=7", "save-exact=true", "strict-allow-scripts=true"])
      expect(npm).toContain(line);
    expect(read("bench/observatory/.npmrc")).toContain("ignore-scripts=true\n");
    // what goes into an image for people is put there without any
    const installs = read("Dockerfile").match(/npm (ci|install)\b.*/g) ?? [];
    expect(installs).toHaveLength(2);
    expect(installs.filter((line) => !line.includes("--ignore-scripts"))).toEqual([]);
  });

  test("that have an install script are named in package.json; one may run it, and none is for production", () => {
    const withScript = placesOf((entry) => entry.hasInstallScript === true);
    expect([...new Set(withScript.map(nameOf))].sort()).toEqual(Object.keys(own.allowScripts ?? {}).sort());
    const mayRun = Object.entries(own.allowScripts ?? {}).filter(([, may]) => may);
    expect(mayRun.map(([name]) => name)).toEqual(["node"]);
    expect(placesOf((entry) => entry.hasInstallScript === true && entry.dev !== true)).toEqual([]);
  });

  test("that lie here have no install script which the lock file does not tell of", () => {
    // the lock file repeats what the registry says of a package; what is inside may say otherwise
    const here = placesOf((_, place) => existsSync(join(ROOT, place, "package.json")));
    expect(here.length).toBeGreaterThan(200);
    const hidden = here.filter((place) => {
      const { scripts = {} }: Package = JSON.parse(read(`${place}/package.json`));
      const runs = ["preinstall", "install", "postinstall"].some((name) => name in scripts);
      return runs || existsSync(join(ROOT, place, "binding.gyp"));
    });
    const told = new Set(placesOf((entry) => entry.hasInstallScript === true));
    expect(hidden.filter((place) => !told.has(place))).toEqual([]);
    expect(hidden.length).toBeGreaterThan(0);
  });

  test("that run for people are those of docs/packages.txt", async () => {
    const names = new Set(placesOf((entry) => !entry.dev).map(nameOf));
    // changed on purpose: look at what is new, then `npm test -- tests/shape/packages.test.ts -u` writes the list again
    await expect(`${[...names].sort().join("\n")}\n`).toMatchFileSnapshot("../../docs/packages.txt");
  });

  test("that we ask for ourselves each have a reason in docs/decisions/008-dependencies.md", () => {
    const reasons = read("docs/decisions/008-dependencies.md");
    expect(Object.keys(own.dependencies ?? {}).filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
  });
});
