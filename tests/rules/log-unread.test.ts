import { spawn } from "node:child_process";
import { expect, test } from "vitest";

/** Says when it stands, waits until it is asked, writes more than a pipe holds, and ends. */
const PROGRAM = `
  import { createLog } from "./server/log.ts";
  const log = createLog("info");
  log.info("standing");
  process.once("message", () => {
    for (let line = 0; line < 2_000; line += 1) log.info({ code: "nobody-reads" }, "a line of some length, for nobody");
    process.exit(7);
  });
  process.send("standing");
`;

test("a process whose log nobody reads any more says its last words and ends", { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  await new Promise((done) => child.once("message", done));
  child.stdout?.destroy();
  child.send("go on");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 20_000);
  expect(await ended).toBe(7);
  clearTimeout(impatience);
});
