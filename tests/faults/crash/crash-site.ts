import { setTimeout as wait } from "node:timers/promises";
import { type Fenced, openFenced } from "../fence.ts";
import { openProxy } from "../proxy.ts";
import type { Ground } from "../stage/ground.ts";
import { type Command, createCommand } from "./command.ts";
import { hearHttp, withoutIds } from "./hear-http.ts";
import { hearPostgres } from "./hear-postgres.ts";
import { hearSmtp } from "./hear-smtp.ts";
import type { Tell } from "./moments.ts";
import { createWatch, type Watch, type Who } from "./watch.ts";

/** A fenced site whose processes can be killed at any boundary they cross, and start again by themselves. */
export type CrashSite = Fenced & {
  watch: Watch;
  /** Runs a command of the house as an officer would. */
  command: Command;
  /** Waits until whatever was killed is at work again. */
  whole(): Promise<void>;
  /** From the kill of the last process until it was at work again, in milliseconds. */
  awayMs(): number;
  /** Keeps Stripe's news at the door until it is let go on. */
  holdNews(yes: boolean): void;
};

/**
 * Kills from outside, at the bytes: the application has no switch for crashing, so none can be left on. Stripe's news
 * is let in piece by piece, the next when the worker is done with the last, so that every run of a journey crosses the
 * same boundaries in the same order; what happens at once is the storm's to show.
 */
export async function openCrashSite(ground: Ground): Promise<CrashSite> {
  let repair: Promise<void> = Promise.resolve();
  let away = 0;
  const strike = async (who: Who): Promise<void> => {
    const began = performance.now();
    await site[who].kill();
    if (who === "command") return commandToPostgres.cutAll();
    const { doors } = site;
    if (who === "server") for (const door of [doors.serverToPostgres, doors.serverToStripe]) door.cutAll();
    else for (const door of [doors.workerToPostgres, doors.workerToStripe, doors.workerToMail]) door.cutAll();
    site[who].start();
    repair = site[who].ready().then(() => {
      away = performance.now() - began;
    });
    repair.catch(() => {});
  };
  const watch = createWatch(strike);
  const [server, worker] = [watch.tellOf("server"), watch.tellOf("worker")];
  const commandToPostgres = await openProxy({
    target: () => ground.postgres.port,
    listen: hearPostgres(watch.tellOf("command")),
  });
  const news = piecemeal(watch, server, async () => (await openJobs(site)) === 0);
  const calls = (tell: Tell) =>
    hearHttp(tell, (method, path) => (path.startsWith("/v1/") ? `${method} ${withoutIds(path)}` : undefined));
  const fenced = await openFenced(ground, {
    front: hearHttp(news.tell, nameAtTheFront, news.lost),
    serverToPostgres: hearPostgres(server),
    workerToPostgres: hearPostgres(worker),
    serverToStripe: calls(server),
    workerToStripe: calls(worker),
    workerToMail: hearSmtp(worker),
  });
  const { stage } = fenced;
  const database = new URL(stage.database.appUrl);
  database.port = String(commandToPostgres.port);
  const site: CrashSite = {
    ...fenced,
    watch,
    command: createCommand({ ...stage.environment, DATABASE_URL: database.href }),
    whole: () => repair,
    awayMs: () => away,
    holdNews: (yes) => news.hold(yes),
    async close() {
      await fenced.close();
      await commandToPostgres.close();
    },
  };
  await site.up();
  await site.rest();
  return site;
}

const NEWS = "news of ";

function nameAtTheFront(method: string, path: string, bytes: Buffer): string | undefined {
  if (path === "/webhooks/stripe") return `${NEWS}${typeOf(bytes)}`;
  return method === "POST" ? `answer to POST ${withoutIds(path)}` : undefined;
}

function typeOf(delivery: Buffer): string {
  return /"type":"([\w.]+)","pending_webhooks"/.exec(delivery.toString("utf8"))?.[1] ?? "something";
}

const NEWCOMERS_MS = 40;

/**
 * Lets Stripe's deliveries in one after the other, each when the worker has nothing to do. Those that come together go
 * in the order of their names, backwards: an invoice then comes before its subscription and the Checkout Session.
 */
function piecemeal(watch: Watch, tell: Tell, isIdle: () => Promise<boolean>) {
  const line: string[] = [];
  let held = false;
  let inside = false;
  let newest = 0;
  const mayEnter = (what: string) =>
    !held && !inside && line.every((other) => other <= what) && performance.now() - newest > NEWCOMERS_MS;
  return {
    hold(yes: boolean) {
      held = yes;
    },
    lost(what: string) {
      if (what.startsWith(NEWS)) inside = false;
    },
    tell: (async (what, side) => {
      if (!what.startsWith(NEWS)) return tell(what, side);
      if (side === "before") {
        line.push(what);
        newest = performance.now();
        // asked again after the wait: two may have been told at once that nobody is inside
        while (!mayEnter(what) || !(await isIdle()) || !mayEnter(what)) await wait(10);
        line.splice(line.indexOf(what), 1);
        inside = true;
        watch.during = what.slice(NEWS.length);
      }
      const goOn = await tell(what, side);
      if (side === "after") inside = false;
      return goOn;
    }) satisfies Tell,
  };
}

async function openJobs({ stage }: Fenced): Promise<number> {
  const { rows } = await stage.database.owner.query<{ n: number }>(
    `select count(*)::int as n from graphile_worker._private_jobs
     where locked_at is not null or (run_at <= now() and attempts < max_attempts)`,
  );
  return rows[0]?.n ?? 0;
}
