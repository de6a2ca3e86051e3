import type { Scene } from "./scene.ts";
import type { Crowd, Role, Stage } from "./stage.ts";

/** What Postgres answers when a guard holds (SQLSTATE). */
export const CHECK = "23514";
export const UNIQUE = "23505";
export const OVERLAP = "23P01";
export const MISSING = "23502";
export const NOBODY = "23503";
export const FORBIDDEN = "42501";

/** One try to break a guard, or to do what it must allow. */
export type Attempt = {
  /** The table it is about. Where a guard of that table is gone, its attempts are made first. */
  about: string;
  name: string;
  /** The columns it tries itself on, where it is about some: a guard of those is looked for here first. */
  columns?: readonly string[];
  /** Throws `NotHeld` where a guard lets it through, answers with another error, or refuses what it must allow. */
  run(stage: Stage): Promise<void>;
};

/** A guard did not do its work. Any other error is a mistake in an attempt. */
export class NotHeld extends Error {}

/** An attempt in one transaction that is rolled back, as the site's own role unless it says otherwise. */
export function attempt(about: string, name: string, act: (scene: Scene) => Promise<void>, as: Role = "app"): Attempt {
  return { about, name: `${about}: ${name}`, run: (stage) => stage.act(as, act) };
}

/** An attempt by many at once, each on a connection of its own; what they do is kept. */
export function rush(about: string, name: string, act: (crowd: Crowd) => Promise<void>): Attempt {
  return { about, name: `${about}: ${name}`, run: (stage) => stage.rush(act) };
}
