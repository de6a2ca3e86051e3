import pg from "pg";
import { forgiveBrokenConnections } from "#db/client.ts";
import { NotHeld } from "./attempt.ts";
import { Scene } from "./scene.ts";

export type Role = "app" | "owner";

/** A database set by `setStage`, and who may act on it. */
export type Stage = {
  /** Acts in one transaction, which is rolled back. */
  act(as: Role, play: (scene: Scene) => Promise<void>): Promise<void>;
  rush(play: (crowd: Crowd) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

/** Many connections of the site's own role, and one of the owner. What they do is kept. */
export type Crowd = {
  app: pg.Pool;
  owner: pg.ClientBase;
  /** Prepares something as the owner and keeps it. */
  prepare<T>(play: (scene: Scene) => Promise<T>): Promise<T>;
  /** Runs the statements as one transaction for each of `many`, all at once; counts the answers by their SQLSTATE. */
  all(many: number, statements: (i: number) => [text: string, values: unknown[]][]): Promise<Record<string, number>>;
};

const AT_ONCE = 30;

/** Connects to one database as the site's role and as its owner. */
export function openStage(url: (role: Role) => string): Stage {
  const clients = new Map<Role, Promise<pg.Client>>();
  const as = (role: Role) => {
    const known = clients.get(role);
    if (known) return known;
    const made = connected(url(role));
    clients.set(role, made);
    return made;
  };
  return {
    async act(role, play) {
      const client = await as(role);
      await client.query("begin");
      try {
        await play(new Scene(client));
      } finally {
        await client.query("rollback");
      }
    },
    async rush(play) {
      const app = new pg.Pool({ connectionString: url("app"), max: AT_ONCE });
      forgiveBrokenConnections(app);
      try {
        await play(crowdOf(app, await as("owner")));
      } finally {
        await app.end();
      }
    },
    async close() {
      for (const client of clients.values()) await (await client).end();
    },
  };
}

/** Opens one connection; a broken one fails what runs on it, and not the process. */
export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  return client;
}

function crowdOf(app: pg.Pool, owner: pg.Client): Crowd {
  return {
    app,
    owner,
    async prepare(play) {
      await owner.query("begin");
      try {
        const made = await play(new Scene(owner));
        await owner.query("commit");
        return made;
      } catch (error) {
        await owner.query("rollback");
        throw error;
      }
    },
    async all(many, statements) {
      // whoever connects first must not have finished before the last one starts
      const ready = await Promise.all(Array.from({ length: Math.min(many, AT_ONCE) }, () => app.connect()));
      for (const client of ready) client.release();
      const answers: Record<string, number> = {};
      await Promise.all(
        Array.from({ length: many }, async (_, i) => {
          const code = await transactionOf(app, statements(i));
          answers[code] = (answers[code] ?? 0) + 1;
        }),
      );
      return answers;
    },
  };
}

/** "done", "nothing" where a statement changed no row, or the SQLSTATE it failed with. */
async function transactionOf(app: pg.Pool, statements: [string, unknown[]][]): Promise<string> {
  const client = await app.connect();
  try {
    await client.query("begin");
    for (const [text, values] of statements) {
      const { rowCount } = await client.query(text, values);
      if (rowCount === 0) {
        await client.query("rollback");
        return "nothing";
      }
    }
    await client.query("commit");
    return "done";
  } catch (error) {
    await client.query("rollback");
    if (error instanceof pg.DatabaseError && error.code) return error.code;
    throw error;
  } finally {
    client.release();
  }
}

/** Throws `NotHeld` where the two are not alike. */
export function mustBe(what: string, seen: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(seen, inOrder), JSON.stringify(expected, inOrder)];
  if (a !== b) throw new NotHeld(`${what}: ${a}, and it should be ${b}`);
}

/** Who answers first differs each time: the order of names is no part of what an object says. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
