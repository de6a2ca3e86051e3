import type { Site } from "#app/site.ts";
import { listTalkativeSettings } from "#db/server-log.ts";

/** Says at the start where the database server's own log would hold people's data. A database that is away says nothing. */
export async function warnOfTalkativeDatabase(site: Site): Promise<void> {
  const sentences = await listTalkativeSettings(site.db).catch(() => []);
  for (const sentence of sentences) site.log.warn({ code: "talkative-database" }, sentence);
}
