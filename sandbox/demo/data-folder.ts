import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { erasePostgres } from "../postgres/erase-postgres.ts";
import { makeFolder } from "../postgres/make-folder.ts";
import { takeFolder } from "../postgres/owner.ts";
import { Trouble, unwritable } from "../postgres/trouble.ts";

/** Keys of one demo. They guard nothing but sandbox data, and are random so that nobody comes to rely on them. */
export type Secrets = { formSecret: string; stripeSecretKey: string; stripeWebhookSecret: string };

const MARK = "made-by-the-demo.txt";
/** All that a demo leaves in its folder; --fresh deletes these and refuses a folder with anything else in it. */
const OURS = [MARK, "postgres", "sandbox", "secrets.json", "owner.json"];

/**
 * Takes the demo's data folder for this process, making it where it is not there. Gives back how to let go.
 * @param fresh deletes what earlier demos left in it
 * @throws Trouble where it cannot be written to, another demo uses it, or --fresh would meet what no demo made
 */
export async function takeDataFolder(folder: string, fresh: boolean, log: (line: string) => void): Promise<() => void> {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
  if (fresh) refuseForeign(folder);
  const letGo = takeFolder(folder);
  if (fresh) {
    log(`deleting the data of earlier demos in ${folder}`);
    await erasePostgres(join(folder, "postgres"), log);
    for (const name of ["sandbox", "secrets.json"]) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const mark = join(folder, MARK);
  if (!existsSync(mark))
    writeFileSync(mark, "`npm run demo` keeps its data here. `npm run demo -- --fresh` deletes it.\n");
  return letGo;
}

function refuseForeign(folder: string): void {
  const names = readdirSync(folder);
  const foreign = names.filter((name) => !OURS.includes(name) && !name.startsWith("owner.json."));
  // Without the mark not even a folder called postgres is known to be ours.
  const others = names.includes(MARK) ? foreign : names;
  if (others.length === 0) return;
  throw new Trouble(
    `--fresh deletes nothing in ${folder}, because it holds what no demo made: ${others.slice(0, 5).join(", ")}. ` +
      "Move that away, or choose another folder with DATA_DIR.",
  );
}

/** The keys of this folder's demo, made at the first start; readable by this account alone. */
export function readSecrets(folder: string): Secrets {
  const file = join(folder, "secrets.json");
  try {
    const kept: Secrets = JSON.parse(readFileSync(file, "utf8"));
    if (kept.formSecret && kept.stripeSecretKey && kept.stripeWebhookSecret) return kept;
  } catch {
    // None yet, or a file cut short: new keys cost no more than signing in again.
  }
  const hex = (bytes: number) => randomBytes(bytes).toString("hex");
  const secrets: Secrets = {
    formSecret: hex(32),
    stripeSecretKey: `sk_test_sandbox${hex(16)}`,
    stripeWebhookSecret: `whsec_${hex(24)}`,
  };
  try {
    writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw unwritable(folder, error);
  }
  return secrets;
}
