import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readSettings, type Settings } from "#app/config/settings.ts";
import { readSecrets } from "#sandbox/demo/data-folder.ts";
import { siteEnvironment } from "#sandbox/demo/environment.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { roomyFolder } from "../../sandbox-parts/holding.ts";
import { noting } from "./notes.ts";

const ROOT = join(import.meta.dirname, "../../..");
const LEFT_OUT = new Set([".git", ".data", "build", "node_modules"]);
const END_WITH_PARENT = pathToFileURL(join(ROOT, "sandbox/demo/end-with-parent.ts")).href;

/** The demo in a fresh checkout, where nothing is built and no database is made yet. */
export type NewHouse = {
  url: string;
  sandbox: string;
  settings: Settings;
  /** What the demo said of its start. */
  said: string;
  /** A folder for what commands write. */
  out: string;
  /** Runs a command of the house as its keeper would; gives its words, and throws them where it fails. */
  command(name: string, ...words: string[]): Promise<string>;
  /** Ends what was started, and removes the checkout. */
  close(): Promise<void>;
};

/**
 * Does what the README says under "Run it", with `npm ci` done: `npm run demo`, which builds, migrates, seeds and starts
 * everything. Whatever runs for it writes down in `notes` where it reaches. It ends with this process.
 */
export async function openNewHouse(notes: string): Promise<NewHouse> {
  const { folder, remove } = roomyFolder();
  for (const name of readdirSync(ROOT))
    if (!LEFT_OUT.has(name)) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  // each package by itself: the build's tool writes between them
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (!name.startsWith("."))
      symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name), "junction");
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const dataDir = join(folder, ".data");
  const run = (words: string[], env: NodeJS.ProcessEnv) =>
    listen(
      spawn(process.execPath, words, {
        cwd: folder,
        // the commands share most of their files
        env: { ...env, ...noting(notes), NODE_COMPILE_CACHE: join(folder, "compiled") },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      }),
    );
  const { DATABASE_URL: _, DATABASE_OWNER_URL: __, ...env } = process.env;
  const demo = run(["--import", END_WITH_PARENT, "sandbox/demo.ts"], {
    ...env,
    NODE_ENV: "production",
    PORT: `${port}`,
    SANDBOX_PORT: `${sandboxPort}`,
    DATA_DIR: dataDir,
  });
  const close = async () => {
    demo.child.kill("SIGTERM");
    await demo.ended;
    remove();
  };
  process.once("SIGTERM", () => void close().then(() => process.exit(1)));
  try {
    await demo.says(/^ready /m);
    const sandbox = `http://127.0.0.1:${sandboxPort}`;
    const database = `127.0.0.1:${readFileSync(join(dataDir, "postgres/port"), "utf8").trim()}/pamphleteer`;
    const environment: NodeJS.ProcessEnv = {
      ...siteEnvironment({ port, sandboxPort, dataDir, database: undefined, fresh: false }, readSecrets(dataDir), {
        url: `postgres://pamphleteer_app@${database}`,
        ownerUrl: `postgres://${database}`,
      }),
      SMTP_URL: /smtp:\/\/[\w.:]+/.exec(await (await fetch(sandbox)).text())?.[0],
    };
    return {
      url: `http://127.0.0.1:${port}`,
      sandbox,
      settings: readSettings(environment),
      said: demo.said(),
      out: join(folder, "out"),
      async command(name, ...words) {
        const command = run([`server/commands/${name}.ts`, ...words], environment);
        const code = await command.ended;
        if (code !== 0) throw new Error(`${name} ended with ${code}:\n${command.said()}`);
        return command.said();
      },
      close,
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}

/** Hears what a process prints. */
function listen(child: ChildProcess) {
  let said = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      for (const hear of listeners) hear();
    });
  const ended = new Promise<number | null>((done) => child.once("close", (code) => done(code)));
  return {
    child,
    ended,
    said: () => said,
    /** Waits for words; throws all there were, where it ends without them. */
    says: (wanted: RegExp) =>
      new Promise<void>((done, fail) => {
        listeners.add(() => wanted.test(said) && done());
        ended.then((code) => fail(new Error(`it ended with ${code} before it said ${wanted}:\n${said}`)));
      }),
  };
}
