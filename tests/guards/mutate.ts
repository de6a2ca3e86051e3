import pg from "pg";
import { type Attempt, NotHeld } from "./attempt.ts";
import { ATTEMPTS } from "./attempts/all.ts";
import { listMutants, type Mutant } from "./mutants.ts";
import { writeStanding } from "./rows/standing.ts";
import { Scene } from "./scene.ts";
import { connected, openStage, type Stage } from "./stage.ts";

/** The address of a database on a server of ours; without a role, its owner's. */
export type Address = (database: string, role?: string) => string;

export type Finding = Mutant & { caughtBy: string | undefined };

/** Copies at work at once: there may be two cores. */
const LANES = 2;
const TEMPLATE = "guards_template";

/** Copies a migrated database, writes into it what attempts take for granted, and lists the guards it has. */
export async function prepareMutation(address: Address, migrated: string): Promise<Mutant[]> {
  await withClient(address("postgres"), async (admin) => {
    await admin.query(`drop database if exists ${TEMPLATE} with (force)`);
    await copy(admin, migrated, TEMPLATE);
  });
  return withClient(address(TEMPLATE), async (owner) => {
    await owner.query("begin");
    await writeStanding(new Scene(owner));
    await owner.query("commit");
    return listMutants(owner);
  });
}

/** The names of the attempts that fail although every guard stands, with what they say. There should be none. */
export async function failingAttempts(address: Address): Promise<string[]> {
  const copy = await openCopy(address);
  try {
    return await listFailing(copy);
  } finally {
    await copy.close();
  }
}

async function listFailing({ stage }: Copy): Promise<string[]> {
  const failed: string[] = [];
  for (const attempt of ATTEMPTS) {
    const fault = await faultOf(attempt, stage);
    if (fault) failed.push(`${attempt.name}: ${fault.message}`);
  }
  return failed;
}

/**
 * Takes one guard after the other away and sees which attempt notices. Each guard is put back before the next one goes;
 * where it cannot be, a fresh copy of the database is taken. Throws where a copy was not whole in the end.
 */
export async function runMutants(
  address: Address,
  mutants: readonly Mutant[],
  tell: (finding: Finding) => void = () => {},
  attempts: readonly Attempt[] = ATTEMPTS,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const whole = await withClient(address(TEMPLATE), listMutants);
  const waiting = [...mutants];
  const lane = async () => {
    let copy: Copy | undefined;
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      copy ??= await openCopy(address);
      await copy.owner.query(mutant.sql);
      const finding = { ...mutant, caughtBy: await whoCatches(copy.stage, mutant, attempts) };
      if (!(await putBack(copy, mutant))) {
        await copy.close();
        copy = undefined;
      }
      findings.push(finding);
      tell(finding);
    }
    if (!copy) return;
    const now = await listMutants(copy.owner);
    await copy.close();
    // the list is read from the catalogue, with what each guard says
    if (JSON.stringify(now) !== JSON.stringify(whole)) throw new Error("a guard was not put back as it was");
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return findings;
}

async function whoCatches(stage: Stage, mutant: Mutant, attempts: readonly Attempt[]): Promise<string | undefined> {
  for (const attempt of inOrder(mutant, attempts)) {
    if ((await faultOf(attempt, stage)) instanceof NotHeld) return attempt.name;
  }
  return undefined;
}

/** False where what many at once were let do stands in the way. */
async function putBack({ owner }: Copy, { undo }: Mutant): Promise<boolean> {
  if (undo === null) return false;
  try {
    await owner.query(undo);
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return false;
    throw error;
  }
}

/** First those that are about the guard's table and its columns, or are called as the mutant expects. */
function inOrder({ table, hint, columns }: Mutant, attempts: readonly Attempt[]): Attempt[] {
  const rank = (attempt: Attempt) =>
    (attempt.about === table ? 0 : 1) +
    (attempt.name.includes(hint) ? 0 : 2) -
    (attempt.about === table && attempt.columns?.some((column) => columns.includes(column)) ? 4 : 0);
  return [...attempts].sort((a, b) => rank(a) - rank(b));
}

/** Another error than `NotHeld` is no catch: the attempt could not be made at all without that guard. */
async function faultOf(attempt: Attempt, stage: Stage): Promise<Error | undefined> {
  try {
    await attempt.run(stage);
    return undefined;
  } catch (error) {
    if (error instanceof NotHeld || error instanceof pg.DatabaseError) return error;
    throw error;
  }
}

type Copy = { stage: Stage; owner: pg.Client; close(): Promise<void> };

async function openCopy(address: Address): Promise<Copy> {
  const name = `guards_${crypto.randomUUID().replaceAll("-", "")}`;
  await withClient(address("postgres"), (admin) => copy(admin, TEMPLATE, name));
  const stage = openStage((role) => (role === "app" ? address(name, "pamphleteer_app") : address(name)));
  const owner = await connected(address(name));
  return {
    stage,
    owner,
    async close() {
      await stage.close();
      await owner.end();
      await withClient(address("postgres"), (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function copy(admin: pg.Client, template: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.query(`create database ${name} template ${template} strategy file_copy`);
      return;
    } catch (error) {
      // somebody is still leaving the template, or copying it in this moment
      if (attempt >= 50 || !(error instanceof pg.DatabaseError) || error.code !== "55006") throw error;
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connected(connectionString);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
