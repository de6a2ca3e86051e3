import { createServer } from "node:net";
import { systemCode } from "./trouble.ts";

/** Why we cannot listen on this port of 127.0.0.1: the system's code, such as EADDRINUSE; undefined where we can. */
export async function whyNotPort(port: number): Promise<string | undefined> {
  const found = await tryPort(port);
  return typeof found === "number" ? undefined : found;
}

/**
 * A free port of 127.0.0.1: the wished one if it can be had. It stays free until we listen as far as that can be: it lies
 * under the ports that systems give to connections they open (from 32768), and processes begin to ask at places of their
 * own. Another server may still take it first.
 * @throws when no port between {@link FIRST} and {@link LAST} is free
 */
export async function freePort(wish = 0): Promise<number> {
  if (wish !== 0 && typeof (await tryPort(wish)) === "number") return wish;
  for (let tries = 0; tries <= LAST - FIRST; tries++) {
    const port = FIRST + ((process.pid * STRETCH + asked++) % (LAST - FIRST + 1));
    if (typeof (await tryPort(port)) === "number") return port;
  }
  throw new Error(`No port of 127.0.0.1 from ${FIRST} to ${LAST} is free.`);
}

const [FIRST, LAST] = [12_000, 31_999];
/** How far apart two processes begin that were started one after the other. */
const STRETCH = 8;
let asked = 0;

function tryPort(port: number): Promise<number | string> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", (error) => done(systemCode(error)));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const bound = probe.address();
      probe.close(() => done(typeof bound === "object" && bound !== null ? bound.port : "EADDRNOTAVAIL"));
    });
  });
}
