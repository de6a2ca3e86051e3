import { expect } from "vitest";
import { expectSound } from "./database.ts";
import type { House } from "./house.ts";

/** Closes a house after its test: every job done, the self-check empty, and nothing parked but what was expected. */
export async function closeSound(house: House, expectedParked: readonly string[] = []): Promise<void> {
  await house.quiet();
  await expectSound(house.database);
  const parked = await house.site.db
    .selectFrom("stripe_events")
    .select("reason")
    .where("state", "=", "parked")
    .execute();
  expect([...new Set(parked.map((event) => event.reason))]).toEqual(expectedParked);
  await house.close();
}
