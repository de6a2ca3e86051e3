import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testSettings } from "../support/settings.ts";
import { ALLOWED, addressesOf, judge } from "./outbound/allowed.ts";
import type { Report } from "./outbound/go-through.ts";
import { JOURNEYS } from "./outbound/journeys.ts";
import { goThrough, whyNotAlone } from "./outbound/no-network.ts";
import { type Note, noting, readNotes } from "./outbound/notes.ts";

/**
 * Nothing unexpected goes out: a new house is built, opened and taken through everything that makes it talk, where there
 * is no network but loopback if the machine allows that, and each process writes down whom it reaches for.
 */
describe("a new house", () => {
  const whyNot = whyNotAlone();
  let report: Report;
  beforeAll(async () => {
    report = await goThrough();
  }, 240_000);

  test("builds, starts, sells and keeps its books", () => {
    expect(report.said).toMatch(/^build … [\s\S]*^ready http/m);
    expect(report.journeys).toBe(Object.keys(JOURNEYS).length);
  });

  test("reaches for nobody who is not on the written list, and for each who is", () => {
    expect(report.undeclared).toEqual([]);
    expect(report.seen).toEqual([...ALLOWED].sort());
  });

  test.skipIf(whyNot)(
    `does it all without a network, and no program of it tries another way${whyNot ? `: ${whyNot}` : ""}`,
    () => {
      expect(report.interfaces).toEqual(["lo"]);
      expect(report.noWayOut).toBe(0);
      // the count can move
      expect(report.noWayOutAfterOne).toBeGreaterThan(0);
    },
  );
});

describe("what is written down", () => {
  const folder = mkdtempSync(join(tmpdir(), "outbound notes "));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs a script of the test's own, and gives what was noted. */
  function notesOf(name: string, script: string): Note[] {
    const notes = join(folder, `${name}.jsonl`);
    writeFileSync(notes, "");
    writeFileSync(join(folder, `${name}.mjs`), script);
    const { status, stderr } = spawnSync(process.execPath, [`${name}.mjs`], {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_ENV: "test", ...noting(notes) },
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    return readNotes(notes);
  }

  test("is every way out that Node has", () => {
    const notes = notesOf(
      "ways",
      `import net, { Socket, connect } from "node:net";
      import { get } from "node:http";
      import tls from "node:tls";
      import dgram from "node:dgram";
      import dns, { lookup } from "node:dns";
      import { Resolver, lookup as promised } from "node:dns/promises";
      import { Worker } from "node:worker_threads";
      import { fork } from "node:child_process";
      import { writeFileSync } from "node:fs";
      const quiet = () => {};
      new Socket().on("error", quiet).connect(1, "127.0.0.1");
      connect("2").on("error", quiet);
      net.connect({ port: 3, host: "127.0.0.1" }).on("error", quiet);
      net.connect("/nowhere/4").on("error", quiet);
      tls.connect(5, "127.0.0.1").on("error", quiet);
      get("http://127.0.0.1:6").on("error", quiet);
      fetch("http://127.0.0.1:2007").catch(quiet);
      const [one, two] = [dgram.createSocket("udp4"), dgram.createSocket("udp4")];
      one.send("x", 8, "127.0.0.1", () => one.close());
      two.connect(9, "127.0.0.1", () => two.close());
      lookup("a.invalid", quiet);
      promised("b.invalid").catch(quiet);
      dns.resolveTxt("c.invalid", quiet);
      new Resolver({ timeout: 10, tries: 1 }).resolve4("d.invalid").catch(quiet);
      const worker = new Worker("require('node:net').connect(10, '127.0.0.1').on('error', () => {})", { eval: true });
      writeFileSync("forked.mjs", "import net from 'node:net'; net.connect(11, '127.0.0.1').on('error', () => {});");
      let left = 2;
      const gone = () => --left || process.exit();
      worker.on("exit", gone);
      fork("forked.mjs").on("exit", gone);`,
    );
    const to = (how: Note["how"]) => notes.filter((note) => note.how === how).map((note) => note.to);
    const ports = (...numbers: number[]) => numbers.map((port) => `127.0.0.1:${port}`);
    expect(to("connects").sort()).toEqual(["/nowhere/4", "localhost:2", ...ports(1, 10, 11, 2007, 3, 5, 6)].sort());
    expect(to("sends").sort()).toEqual(ports(8, 9));
    expect(to("looks up")).toEqual(
      expect.arrayContaining(["localhost", "a.invalid", "b.invalid", "c.invalid", "d.invalid"]),
    );
    expect(notes.find((note) => note.to === "127.0.0.1:11")?.by).toBe("forked.mjs");
  });

  test("is held against the list: another port, another script, any name", () => {
    const settings = testSettings({ DATABASE_URL: "postgres://us@db.example/ours", SMTP_URL: "smtp://post.example" });
    expect(addressesOf(settings)).toMatchObject({ postgres: "db.example:5432", mail: "post.example:25" });
    const note = (by: string, how: Note["how"], to: string): Note => ({ by, how, to });
    expect(
      judge(
        [
          note("server/main.ts", "connects", "db.example:5432"),
          note("server/main.ts", "looks up", "db.example"),
          note("server/main.ts", "connects", "127.0.0.1:3001"),
          note("server/main.ts", "connects", "127.0.0.1:3002"),
          note("server/main.ts", "connects", "post.example:25"),
          note("server/main.ts", "looks up", "elsewhere.example"),
          note("server/main.ts", "sends", "127.0.0.1:3001"),
          note("server/commands/check.ts", "connects", "127.0.0.1:3001"),
          note("node", "connects", "db.example:5432"),
          note("node_modules/@remix-run/dev/dist/cli.js", "looks up", "localhost"),
        ],
        settings,
      ),
    ).toEqual({
      seen: ["server/main.ts → postgres", "server/main.ts → stripe"],
      undeclared: [
        "server/main.ts connects 127.0.0.1:3002",
        "server/main.ts connects post.example:25",
        "server/main.ts looks up elsewhere.example",
        "server/main.ts sends 127.0.0.1:3001",
        "server/commands/check.ts connects 127.0.0.1:3001",
        "node connects db.example:5432",
      ],
    });
  });
});
