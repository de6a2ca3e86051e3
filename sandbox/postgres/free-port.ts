import { createServer } from "node:net";
import { systemCode } from "./trouble.ts";

/** Why we cannot listen on this port of 127.0.0.1: the system's code, such as EADDRINUSE; undefined where we can. */
export async function whyNotPort(port: number): Promise<string | undefined> {
  const found = await tryPort(port);
  return typeof found === "number" ? undefined : found;
}

/** A free port of 127.0.0.1: the wished one if it can be had. Another process may take it before you do. */
export async function freePort(wish = 0): Promise<number> {
  for (const port of [wish, 0]) {
    const found = await tryPort(port);
    if (typeof found === "number") return found;
  }
  throw new Error("No port of 127.0.0.1 is free.");
}

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
