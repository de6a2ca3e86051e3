import { publishScheduled } from "#app/reading/publish.ts";
import type { Site } from "#app/site.ts";

/** Publishes an edition whose moment has come. What keeps it from being published is logged, and it stays a draft. */
export async function publishEditionJob(site: Site, payload: { textId: string }): Promise<void> {
  const published = await publishScheduled(site.db, payload.textId, site.clock.now());
  if (published?.ok === false) site.log.error({ code: "not-published" }, "a scheduled edition could not be published");
}
