import { listFileOwners, makeFilesOf, makeListFile, makeTextFiles } from "#app/reading/editions/made-files.ts";
import type { Site } from "#app/site.ts";

/**
 * Makes the files of one text, and of the reading lists it is on; without a slug, of everything that is published.
 * What is there and still right is left as it is. One that fails keeps none of the others waiting.
 */
export async function makeFiles(site: Site, payload: { slug?: string | undefined }): Promise<void> {
  if (payload.slug !== undefined) return makeFilesOf(site, payload.slug);
  const { texts, lists } = await listFileOwners(site);
  const faults: unknown[] = [];
  const attempt = (work: Promise<unknown>) => work.catch((fault: unknown) => faults.push(fault));
  for (const slug of texts) await attempt(makeTextFiles(site, slug));
  for (const slug of lists) await attempt(makeListFile(site, slug));
  if (faults.length > 0) throw faults[0];
}
