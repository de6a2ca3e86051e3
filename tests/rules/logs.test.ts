import { spawn } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tellFault } from "#app/faults/tell-fault.ts";
import { taskList } from "#app/jobs/task-list.ts";
import { listTalkativeSettings } from "#db/server-log.ts";
import { scrub } from "#server/scrub.ts";
import { listSources, withoutComments } from "../shape/sources.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { testEnvironment } from "../support/settings.ts";
import { createTestSite } from "../support/site.ts";

const ROOT = join(import.meta.dirname, "../..");
const SECRET = "Rosa of Sampleton";

/** Runs a few lines as a process of their own, as the site and its worker run. */
function run(lines: string, over: Record<string, string> = {}): Promise<{ code: number | null; out: string }> {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "production", PATH: process.env.PATH, ...testEnvironment(over) };
  const child = spawn(process.execPath, ["--input-type=module", "-e", lines], { cwd: ROOT, env });
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (out += chunk));
  return new Promise((done) => child.on("close", (code) => done({ code, out })));
}

const log = (line: string) =>
  run(`import { createLog } from "#server/log.ts"; const log = createLog("debug"); ${line}`).then(({ out }) => out);

describe("a log line", () => {
  test("has the fields on the list and no others, each a word or a number", async () => {
    const out = await log(
      `log.info({ code: "a-code", requestId: "r", status: 404, email: "x", body: { a: 1 }, event: { name: "${SECRET}" } }, "said");`,
    );
    expect(JSON.parse(out)).toEqual({
      level: "info",
      time: expect.any(Number),
      code: "a-code",
      requestId: "r",
      status: 404,
      msg: "said",
    });
  });

  test("tells an error by its code, never by its words, and a child of the log is no way round", async () => {
    const out = await log(`
      log.error(Object.assign(new Error("${SECRET}"), { code: "23505", detail: "${SECRET}" }));
      log.error({ err: new Error("${SECRET}"), code: "c" }, "said");
      log.child({ name: "${SECRET}", email: "x@reader.example" }).warn("said");`);
    expect(out).not.toContain(SECRET);
    expect(out).not.toContain("reader.example");
    expect(JSON.parse(out.split("\n")[0] ?? "")).toMatchObject({ code: "Error 23505", msg: "a fault" });
  });

  test("loses what has the shape of a person's data, whatever it came in by", async () => {
    const out = await log(`log.info({ code: "rosa@reader.example" }, "from 203.0.113.7 with 4242 4242 4242 4242");`);
    expect(JSON.parse(out)).toMatchObject({ code: "[email]", msg: "from [address] with [digits]" });
  });

  test("is written in our own words: no message is put together from values", () => {
    const calls = [...listSources("app"), ...listSources("server")].flatMap(({ path, text }) =>
      [...withoutComments(text).matchAll(/\blog\??\.(?:debug|info|warn|error|fatal)\(([^;]*?)\);/gs)].map(
        ([, args = ""]) => ({ path, args }),
      ),
    );
    expect(calls.length).toBeGreaterThan(12);
    // the name of a rule of ours, and a sentence about the database server's settings
    const known = ["app/jobs/check-books.ts", "server/database-log.ts"];
    const open = calls.filter(({ path, args }) => !known.includes(path) && !/(?:^|, )"[^"]+",?\s*$/.test(args.trim()));
    expect(open.filter(({ args }) => args.includes("`") || !/^\s*\{[^{}]*\}\s*$/.test(args))).toEqual([]);
  });
});

describe("the last net", () => {
  test.each([
    ["rosa@reader.example", "[email]"],
    ["to=rosa.b+x%40reader.co.uk!", "to=[email]!"],
    ["sk_live_abc123 rk_test_9 whsec_abc", "[key] [key] [key]"],
    ["pi_3abc_secret_def", "[key]"],
    ["cs_test_a1B2", "[session]"],
    ["4242424242424242", "[digits]"],
    ["4242-4242-4242-4242 and 378282246310005", "[digits] and [digits]"],
    ["Cookie: join=abc; basket=def", "[cookie]"],
    ["__Host-member=abc; x", "[cookie]; x"],
    ["/orders/P-1?key=abc&x=1 HTTP", "/orders/P-1?[query] HTTP"],
    ["Authorization: Bearer abc.def", "Authorization: [key]"],
    ["from 203.0.113.77, port", "from [address], port"],
    ["from 2001:db8::1 and ::1", "from [address] and [address]"],
  ])("%s", (line, clean) => {
    expect(scrub(line)).toBe(clean);
  });

  test("leaves alone what a log needs", () => {
    const line = JSON.stringify({
      time: 1_764_185_302_123,
      requestId: "12345678-1234-1234-1234-123456789012",
      event: "evt_1AbC2dEf3GhI",
      at: ["node_modules/@remix-run/server-runtime/dist/server.js:56", "app/routes/texts.$slug.tsx:12"],
      version: "24.21.0",
      code: "DatabaseError 23505 (people people_email_key)",
      msg: "at 10:20:30 the site is open",
    });
    expect(scrub(line)).toBe(line);
  });

  test("costs no more than the length of a line", () => {
    const began = performance.now();
    for (const one of ["a", "1", "a.", "@a", "%40", ":a", "1 ", "?a="]) scrub(one.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("a fault", () => {
  test("is told by its class, its code, and files that are there", () => {
    const fault = new TypeError(
      `${SECRET}\n    at evil (/${SECRET.replaceAll(" ", "_")}:1:1)\n    at x (secret.ts:2:2)`,
    );
    const told = tellFault(Object.assign(fault, { code: "E_ODD", cause: new RangeError(SECRET) }));
    expect(told.code).toBe("TypeError E_ODD < RangeError");
    expect(told.at[0]).toMatch(/^tests\/rules\/logs\.test\.ts:\d+$/);
    expect(JSON.stringify(told)).not.toMatch(/Rosa|Sampleton|secret/);
    expect(tellFault(SECRET)).toEqual({ code: "unknown", at: [] });
  });
});

describe("the words a process ends with", () => {
  const throws = `Object.assign(new Error("${SECRET}"), { code: "23505", detail: "Key (email)=(${SECRET})" })`;
  test.each([
    ["thrown at the start", `throw ${throws};`],
    [
      "thrown later, caught by nobody",
      `setTimeout(() => { throw ${throws}; }, 5); await new Promise(() => setTimeout(() => {}, 2000));`,
    ],
    ["a promise nobody heard", `Promise.reject(${throws}); await new Promise(() => setTimeout(() => {}, 2000));`],
    ["no error at all", `throw "${SECRET}";`],
  ])("%s: a code, and none of its data", async (_, body) => {
    for (const voice of ["log", "screen"]) {
      const { code, out } = await run(
        `import { start } from "#server/site.ts"; await start(async () => { ${body} }, "${voice}");`,
      );
      expect(code).toBe(1);
      expect(out).not.toContain(SECRET);
      expect(out).toMatch(voice === "log" ? /^\{.*"the process ends"\}\n$/ : /^It failed: \w+/);
    }
  });

  test("a setting that is wrong is still a sentence", async () => {
    const { code, out } = await run(
      `import { start, openSite } from "#server/site.ts"; await start(async () => void openSite(), "log");`,
      {
        SMTP_URL: "nothing",
      },
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^Cannot start: SMTP_URL /);
  });

  test("a library's print and Node's warnings are told by their kind", async () => {
    const { code, out } = await run(`
      import { start } from "#server/site.ts";
      await start(async () => {
        console.error(new Error("${SECRET}"), "${SECRET}");
        console.log("${SECRET}");
        console.table([["${SECRET}"]]);
        process.emitWarning("${SECRET}");
        await new Promise((done) => setTimeout(done, 20));
      }, "log");`);
    expect(code).toBe(0);
    expect(out).not.toContain(SECRET);
    expect(out.trim().split("\n")).toHaveLength(4);
  });
});

describe("the queue and the database", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test("a job that fails leaves a code in its row, also where its payload is not one", async () => {
    const { site } = createTestSite({ DATABASE_URL: database.appUrl, LOG_LEVEL: "silent" });
    const job = { task_identifier: "send-letter", attempts: 1, max_attempts: 12 };
    await expect(taskList(site)["send-letter"]?.({ outboxId: { name: SECRET } }, { job } as never)).rejects.toThrow(
      /^send-letter: \w+$/,
    );
    await site.db.destroy();
  });

  test("a server whose own log would hold people's data is told of, setting by setting", async () => {
    const lines = async () => {
      const { site } = createTestSite({ DATABASE_URL: database.appUrl, LOG_LEVEL: "silent" });
      return listTalkativeSettings(site.db).finally(() => site.db.destroy());
    };
    expect(await lines()).toEqual([]);
    const name = new URL(database.ownerUrl).pathname.slice(1);
    for (const [setting, value] of [
      ["log_error_verbosity", "default"],
      ["log_min_error_statement", "error"],
      ["log_parameter_max_length_on_error", "-1"],
      ["log_statement", "all"],
    ])
      await database.owner.query(`alter database ${name} set ${setting} = '${value}'`);
    expect((await lines()).map((line) => /log: (\w+) is/.exec(line)?.[1])).toEqual([
      "log_error_verbosity",
      "log_min_error_statement",
      "log_parameter_max_length_on_error",
      "log_statement",
    ]);
    const { code, out } = await run(`process.argv[1] = "check"; await import("#server/commands/check.ts");`, {
      DATABASE_URL: database.appUrl,
    });
    expect([code, out]).toEqual([1, expect.stringContaining("Set it to terse.")]);
    await database.owner.query(`alter database ${name} reset all`);
  });

  test("a row the database refuses is told by the rule it broke", async () => {
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query(`create table canary (email text constraint canary_once unique)`);
    const twice = () => client.query("insert into canary values ($1)", [SECRET]);
    await twice();
    const fault = await twice().catch((refused: unknown) => refused);
    await client.end();
    expect(JSON.stringify(fault)).toContain(SECRET); // what must not be printed
    expect(tellFault(fault).code).toBe("DatabaseError 23505 (canary canary_once)");
  });
});
