import { freePort } from "#sandbox/postgres/free-port.ts";
import type { Ground } from "../stage/ground.ts";
import { createPart, type Part } from "../stage/part.ts";
import { openStage, type Stage } from "../stage/stage.ts";
import { type Front, openFront } from "./front.ts";

/** Two web processes and two workers on one Postgres, behind one front: what a bigger party would run. */
export type HouseOfTwo = {
  stage: Stage;
  front: Front;
  servers: readonly [Part, Part];
  /** One is at work; the other waits for the lock. */
  workers: readonly [Part, Part];
  /** Where each web process listens by itself. */
  ports: readonly [number, number];
  close(): Promise<void>;
};

export async function openHouseOfTwo(ground: Ground): Promise<HouseOfTwo> {
  const frontPort = await freePort();
  const site = { SITE_URL: `http://127.0.0.1:${frontPort}`, TRUSTED_PROXIES: "127.0.0.1" };
  const stage = await openStage(ground, site);
  const ports = [Number(stage.environment.PORT), await freePort()] as const;
  const second = { ...stage.environment, PORT: String(ports[1]) };
  const servers = [stage.server, createPart("server two", "server/main.ts", second, "the site is open")] as const;
  const workers = [
    stage.worker,
    createPart("worker two", "server/worker.ts", stage.environment, "the worker is at work"),
  ] as const;
  for (const part of [...servers, ...workers]) part.start();
  await Promise.all(servers.map((server) => server.ready()));
  const front = await openFront(frontPort, ports);
  stage.url = site.SITE_URL;
  stage.stripe.setWebhook({
    url: `${site.SITE_URL}/webhooks/stripe`,
    secret: stage.site.settings.stripe.webhookSecrets[0] ?? "",
  });
  return {
    stage,
    front,
    servers,
    workers,
    ports,
    async close() {
      await front.close();
      await Promise.all([servers[1].stop(), workers[1].stop()]);
      await stage.close();
    },
  };
}
