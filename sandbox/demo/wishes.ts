import { resolve } from "node:path";
import { Trouble } from "../postgres/trouble.ts";

/** What the person who starts the demo may choose. */
export type Wishes = {
  port: number;
  sandboxPort: number;
  dataDir: string;
  /** A server of their own, and the role that owns its tables; undefined for the one npm brought. */
  database: { url: string; ownerUrl: string } | undefined;
  fresh: boolean;
};

const USAGE = `npm run demo [-- --fresh]

Runs the whole site on this machine, with a stand-in for Stripe and a mailbox.

  --fresh       delete what earlier demos left, and start over
  PORT          the site's port (3000)
  SANDBOX_PORT  the port of the stand-ins (3001)
  DATA_DIR      where data is kept between starts (.data)
  DATABASE_URL  a PostgreSQL of your own, 15 or newer, instead of the one npm brought
  DATABASE_OWNER_URL  the role that owns its tables, where that is another one`;

/** Reads the command line and the environment; undefined where only the usage was asked for, and shown. */
export function readWishes(args: string[], env: NodeJS.ProcessEnv): Wishes | undefined {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(USAGE);
    return undefined;
  }
  const unknown = args.find((arg) => arg !== "--fresh");
  if (unknown !== undefined) throw new Trouble(`The demo does not know ${unknown}. It knows --fresh and --help.`);
  const port = readPort(env, "PORT", 3000);
  const sandboxPort = readPort(env, "SANDBOX_PORT", 3001);
  if (port === sandboxPort)
    throw new Trouble(`PORT and SANDBOX_PORT are both ${port}. Set one of them to another port.`);
  const url = readDatabase(env, "DATABASE_URL");
  const ownerUrl = readDatabase(env, "DATABASE_OWNER_URL");
  if (ownerUrl && !url) throw new Trouble("DATABASE_OWNER_URL is set without DATABASE_URL. Set both, or neither.");
  return {
    port,
    sandboxPort,
    dataDir: resolve(env.DATA_DIR || ".data"),
    database: url === undefined ? undefined : { url, ownerUrl: ownerUrl ?? url },
    fresh: args.includes("--fresh"),
  };
}

function readPort(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = env[name] || String(usual);
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Trouble(`${name} is "${text}". Set it to a whole number from 1 to 65535.`);
}

function readDatabase(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? "")) return text;
  // The text is not shown: it may hold a password.
  throw new Trouble(
    `${name} is not an address of PostgreSQL. Write it as postgres://user:password@host:5432/database.`,
  );
}
