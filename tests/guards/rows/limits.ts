import { randomBytes } from "node:crypto";
import { type Make, NOW } from "./standing.ts";

/** What limits count, and the keeper's switch. */
export const LIMITS: Record<string, Make> = {
  limit_hits: () => ({
    name: "test",
    key: randomBytes(32),
    seconds: 60,
    newest: 1,
    counts: Array.from({ length: 25 }, () => 1),
  }),
  limit_passes: () => ({ key: randomBytes(32), passed_at: NOW }),
  gift_pauses: () => ({ paused_at: NOW, paused_by: "a keeper", why: "a test" }),
};
