import type { Reader } from "#db/client.ts";
import { findReadingList } from "./reading-lists.ts";

/** The list the site opens with. */
export const FIRST_LIST = "what-about-russia";

/** A text to go on to, as a link says it: our guide is not called by the name of what it is a guide to. */
export type WayOn = { to: string; name: string };

export const wayOnTo = ({
  slug,
  title,
  holds,
}: {
  slug: string;
  title: string;
  holds: "guide" | "full text";
}): WayOn => ({
  to: `/texts/${slug}`,
  name: holds === "guide" ? `Our guide to ${title}` : title,
});

/** The text to begin with. Undefined where nothing on the first list is published. */
export async function findStart(db: Reader): Promise<WayOn | undefined> {
  const first = (await findReadingList(db, FIRST_LIST))?.path[0];
  return first && wayOnTo(first);
}
