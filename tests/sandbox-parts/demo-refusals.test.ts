import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ensureDatabase } from "#sandbox/postgres/databases.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { isAlive } from "#sandbox/postgres/processes.ts";
import { startPostgres } from "#sandbox/postgres/start-postgres.ts";
import { demoStage, json, stop } from "./demo-stage.ts";
import { ask, roomyFolder } from "./holding.ts";

const { checkout, start, later } = demoStage();

describe("what stands in the way", { timeout: 90_000 }, () => {
  test.each(["PORT", "SANDBOX_PORT"])("a taken %s is named before anything is made", async (setting) => {
    const from = await checkout();
    const squatter = createServer();
    const port = Number(from.env[setting]);
    await new Promise<void>((done) => squatter.listen(port, "127.0.0.1", () => done()));
    later(() => new Promise((done) => squatter.close(done)));
    const demo = start(from);
    expect(await demo.ended).toBe(1);
    expect(demo.said()).toBe(
      `Port ${port} is taken by another program. Choose another: ${setting}=${port + 100} npm run demo\n`,
    );
    expect(existsSync(join(from.root, ".data"))).toBe(false);
  });

  test.each([
    [["--frsh"], {}, "The demo does not know --frsh. It knows --fresh and --help."],
    [[], { PORT: "99999" }, 'PORT is "99999". Set it to a whole number from 1 to 65535.'],
    [
      [],
      { PORT: "3000", SANDBOX_PORT: "3000" },
      "PORT and SANDBOX_PORT are both 3000. Set one of them to another port.",
    ],
    [
      [],
      { DATABASE_URL: "mysql://x:geheim@y/z" },
      "DATABASE_URL is not an address of PostgreSQL. Write it as postgres://user:password@host:5432/database.",
    ],
    [
      [],
      { DATABASE_OWNER_URL: "postgres://x" },
      "DATABASE_OWNER_URL is set without DATABASE_URL. Set both, or neither.",
    ],
    [
      [],
      { DATABASE_URL: "postgres://x:geheim@127.0.0.1:1/z" },
      /The database z at 127.0.0.1:1 cannot be reached: .*ECONNREFUSED.*\. Check DATABASE_URL\.\n$/,
    ],
    [
      [],
      { DATA_DIR: "package.json" },
      /^Cannot write to the folder .*package.json: .* Choose another one with DATA_DIR\.\n$/,
    ],
  ])("%j %j", async (args, env, sentence) => {
    const from = await checkout();
    const demo = start(from, args, env);
    expect(await demo.ended).toBe(1);
    if (typeof sentence === "string") expect(demo.said()).toBe(`${sentence}\n`);
    else expect(demo.said()).toMatch(sentence);
    expect(demo.said()).not.toContain("geheim");
    expect(demo.said()).not.toMatch(/\n {4}at /);
  });

  test("a second demo on the same folder is refused and harms nothing", async () => {
    const from = await checkout();
    const demo = start(from);
    await demo.until("ready http");
    const other = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) };
    for (const args of [[], ["--fresh"]]) {
      const second = start(from, args, other);
      expect(await second.ended).toBe(1);
      expect(second.said()).toMatch(`is in use by process ${demo.child.pid}. Stop that one first`);
    }
    expect(await json(from.site)).toMatchObject({ starts: 1 });
  });
});

describe("--fresh", { timeout: 90_000 }, () => {
  test("deletes what demos made and starts over", async () => {
    const from = await checkout();
    const demo = start(from);
    await demo.until("ready http");
    await stop(demo);
    const keys = readFileSync(join(from.root, ".data/secrets.json"), "utf8");
    const fresh = start(from, ["--fresh"]);
    expect(await fresh.until("ready http")).toContain(
      `deleting the data of earlier demos in ${join(from.root, ".data")}`,
    );
    expect(await json(from.site)).toMatchObject({ starts: 1 });
    expect(readFileSync(join(from.root, ".data/secrets.json"), "utf8")).not.toBe(keys);
  });

  test("refuses a folder with anything else in it, also where the names are ours", async () => {
    const from = await checkout();
    for (const [path, marked] of [
      ["thesis.txt", true],
      ["postgres/thesis.txt", false],
    ] as const) {
      const folder = join(from.root, "mine");
      mkdirSync(join(folder, "postgres"), { recursive: true });
      writeFileSync(join(folder, path), "two years of work");
      if (marked) writeFileSync(join(folder, "made-by-the-demo.txt"), "");
      const demo = start(from, ["--fresh"], { DATA_DIR: "mine" });
      expect(await demo.ended).toBe(1);
      expect(demo.said()).toBe(
        `--fresh deletes nothing in ${folder}, because it holds what no demo made: ${path.split("/")[0]}. ` +
          "Move that away, or choose another folder with DATA_DIR.\n",
      );
      expect(readFileSync(join(folder, path), "utf8")).toBe("two years of work");
      rmSync(folder, { recursive: true });
    }
  });

  test("empties a database of one's own, unless it holds somebody else's tables", async () => {
    const from = await checkout();
    const room = roomyFolder();
    const server = await startPostgres({ dataDir: room.folder, durable: false });
    later(async () => {
      await server.stop();
      room.remove();
    });
    await ensureDatabase(server, "own");
    await ensureDatabase(server, "foreign");
    const own = { DATABASE_URL: server.database("own") };
    for (const [args, starts] of [
      [[], 1],
      [[], 2],
      [["--fresh"], 1],
    ] as const) {
      const demo = start(from, [...args], own);
      const said = await demo.until("ready http");
      expect(said.includes(`dropping the schemas public and graphile_worker of own at 127.0.0.1:${server.port}`)).toBe(
        args.length === 1,
      );
      expect(await json(from.site)).toEqual({ starts, who: "pamphleteer" });
      expect(existsSync(join(from.root, ".data/postgres"))).toBe(false);
      await stop(demo);
    }
    expect(isAlive(server.pid)).toBe(true);
    await ask(server.database("foreign"), "create table thesis ()");
    const demo = start(from, ["--fresh"], { DATABASE_URL: server.database("foreign") });
    expect(await demo.ended).toBe(1);
    expect(demo.said()).toContain("it holds tables that are not Pamphleteer's");
    await ask(server.database("foreign"), "select from thesis");
  });
});
