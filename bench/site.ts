import { join } from "node:path";
import { saveDraft } from "#app/reading/drafts.ts";
import { publishEdition } from "#app/reading/publish.ts";
import { connect } from "#db/client.ts";
import { seedEverything } from "#db/seed/everything.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { testEnvironment } from "#tests/support/settings.ts";
import { makeText, makeWords, numbers } from "./generated-text.ts";
import { type Running, startServer } from "./processes.ts";

export const ROOT = join(import.meta.dirname, "..");
/** What `npm start` gives Node before the file. */
export const AS_STARTED = ["--max-semi-space-size=8", "--max-old-space-size=192"];
export const LONG_TEXT = "the-longest";
/** Words of a made-up language: 156k of letters, as the longest text there is has. */
const LONG_WORDS = 16_500;

/** The seed's own content and one text of 156k. */
export async function fill(ownerUrl: string): Promise<void> {
  const { db } = connect(ownerUrl);
  await seedEverything(db);
  const random = numbers(1924);
  await saveDraft(db, makeText(LONG_TEXT, LONG_WORDS, makeWords(12_000, random), random), new Date());
  await publishEdition(db, LONG_TEXT, new Date());
  await db.destroy();
}

/** The built site as it runs in production, as a process of its own, on a database. `over` adds to its settings. */
export async function startSite(
  databaseUrl: string,
  over: Record<string, string> = {},
): Promise<Running & { url: string }> {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const settings = testEnvironment({
    PORT: String(port),
    SITE_URL: url,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: "warn",
    ...over,
  });
  // as the Dockerfile and docs/deploy.md have it
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, NODE_ENV: "production", MALLOC_ARENA_MAX: "2", ...settings };
  const running = await startServer(
    process.execPath,
    [...AS_STARTED, join(ROOT, "server/main.ts")],
    `${url}/healthz`,
    env,
  );
  return { ...running, url };
}
