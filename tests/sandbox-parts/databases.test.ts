import { afterAll, beforeAll, expect, test } from "vitest";
import { cloneDatabase, dropDatabase, ensureDatabase, prepareTemplate } from "#sandbox/postgres/databases.ts";
import { type RunningPostgres, startPostgres } from "#sandbox/postgres/start-postgres.ts";
import { ask, roomyFolder } from "./holding.ts";

const room = roomyFolder();
let server: RunningPostgres;

beforeAll(async () => {
  server = await startPostgres({ dataDir: room.folder, durable: false });
});

afterAll(async () => {
  await server.stop();
  room.remove();
});

test("copies of a template are alike and apart, also when several are taken at once", async () => {
  await prepareTemplate(server, "mould", async (url) => {
    await ask(url, "create table counts as select 1 as n");
  });
  const urls = await Promise.all(["copy a", "copy b", "copy c"].map((name) => cloneDatabase(server, "mould", name)));
  const [a, b] = urls;
  if (a === undefined || b === undefined) throw new Error("no copies");
  await ask(a, "update counts set n = 2");
  expect(await ask(a, "select n from counts")).toEqual([{ n: 2 }]);
  expect(await ask(b, "select n from counts")).toEqual([{ n: 1 }]);
  expect(await ask(await cloneDatabase(server, "mould", "copy a"), "select n from counts")).toEqual([{ n: 1 }]);
  await dropDatabase(server, "copy a");
  await expect(ask(a, "select 1")).rejects.toThrow("does not exist");
});

test("a template is prepared once a fingerprint, and again after a preparation that failed", async () => {
  const prepared: string[] = [];
  const make = (fingerprint: string, fail = false) =>
    prepareTemplate(
      server,
      "shape",
      async () => {
        prepared.push(fingerprint);
        if (fail) throw new Error("migration broke");
      },
      fingerprint,
    );
  await expect(make("one", true)).rejects.toThrow("migration broke");
  await make("one");
  await make("one");
  await make("two");
  expect(prepared).toEqual(["one", "one", "two"]);
});

test("a database is made once", async () => {
  expect(await ensureDatabase(server, "party")).toBe(true);
  expect(await ensureDatabase(server, "party")).toBe(false);
  expect(await ask(server.database("party"), "select current_database() as name")).toEqual([{ name: "party" }]);
});
