import type { ServerResponse } from "node:http";
import { sql } from "kysely";
import type { Site } from "#app/site.ts";

const PLAIN = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
/** Longer than this, and the database is not there for readers either, in ms. */
const PATIENCE_MS = 2_000;

/** `/healthz`: the process lives. Where this does not answer, it should be started anew. */
export async function answerAlive(res: ServerResponse, headers: Record<string, string>): Promise<void> {
  res.writeHead(200, { ...headers, ...PLAIN }).end("alive\n");
}

/** An answer is believed for so long, so that many who ask are one question to the database, in ms. */
const BELIEVED_MS = 1_000;

/** `/readyz`: the database answers and the process is not about to end. Where not, requests should go elsewhere. */
export function readiness(
  site: Site,
): (res: ServerResponse, headers: Record<string, string>, ending: boolean) => Promise<void> {
  let asked = Number.NEGATIVE_INFINITY;
  let answer = Promise.resolve(false);
  return async (res, headers, ending) => {
    if (performance.now() - asked > BELIEVED_MS) {
      asked = performance.now();
      answer = answers(site);
    }
    const why = ending ? "about to end" : (await answer) ? undefined : "the database cannot be reached";
    res.writeHead(why ? 503 : 200, { ...headers, ...PLAIN }).end(`${why ?? "ready"}\n`);
  };
}

function answers(site: Site): Promise<boolean> {
  const asked = sql`select 1`.execute(site.db).then(
    () => true,
    () => false,
  );
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref());
  return Promise.race([asked, late]);
}
