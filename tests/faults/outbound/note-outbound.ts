import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

// Loaded first into a process: writes down every address it connects or sends to and every name it looks up, before that
// happens, into the file that OUTBOUND_NOTES names. Each is written once a process. Nothing is refused. By `--require`,
// because `--import` does not reach threads made from a string. Node's own channel `net.client.socket` is not enough: it
// is silent where a socket is made first and connected later, as the driver of Postgres does it.

type Note = { by: string; how: "connects" | "sends" | "looks up"; to: string };

const file = process.env.OUTBOUND_NOTES;
const by = (process.argv[1] ?? "node").replaceAll("\\", "/").replace(/^.*\/(?=node_modules\/)/, "");
const root = `${process.cwd().replaceAll("\\", "/")}/`;
const noted = new Set<string>();

function note(how: Note["how"], to: string): void {
  if (!file || noted.has(`${how} ${to}`)) return;
  noted.add(`${how} ${to}`);
  const written: Note = { by: by.startsWith(root) ? by.slice(root.length) : by, how, to };
  appendFileSync(file, `${JSON.stringify(written)}\n`);
}

/** Where a socket is asked to go: `connect` takes it as options, as port and host, as a path, or as Node's own list of these. */
function destination(first: unknown, second: unknown): string {
  const asked = Array.isArray(first) ? first[0] : first;
  if (typeof asked === "object" && asked !== null) {
    const { path, host, port } = asked as { path?: string; host?: string; port?: unknown };
    return path ?? `${host || "localhost"}:${port}`;
  }
  if (typeof asked === "string" && !/^\d+$/.test(asked)) return asked;
  return `${typeof second === "string" ? second : "localhost"}:${asked}`;
}

/** Has a function of Node's tell before it does its work. */
function tellBefore(owner: object, name: string, tell: (args: unknown[]) => void): void {
  const holder = owner as Record<string, unknown>;
  const real = holder[name];
  if (typeof real !== "function") return;
  const telling = function (this: unknown, ...args: unknown[]) {
    tell(args);
    return Reflect.apply(real, this, args);
  };
  // promisify finds the real promise by a mark on the function
  holder[name] = Object.defineProperties(telling, Object.getOwnPropertyDescriptors(real));
}

tellBefore(net.Socket.prototype, "connect", ([first, second]) => note("connects", destination(first, second)));
for (const name of ["send", "connect"])
  tellBefore(dgram.Socket.prototype, name, (args) => {
    const port = args.findLast((arg) => typeof arg === "number");
    const host = args.find((arg, at) => typeof arg === "string" && (name === "connect" || at > 0));
    note("sends", `${host ?? "localhost"}:${port}`);
  });
for (const name of Object.keys(dns).filter((name) => /^(lookup|resolve|reverse)/.test(name))) {
  for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
    if (Object.hasOwn(owner, name)) tellBefore(owner, name, ([asked]) => note("looks up", String(asked)));
}
syncBuiltinESMExports();
