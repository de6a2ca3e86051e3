import { randomBytes } from "node:crypto";
import { type Attempt, attempt, CHECK, rush, UNIQUE } from "../attempt.ts";
import { NOW } from "../rows/standing.ts";
import { mustBe } from "../stage.ts";
import { allowsRow, keepsFacts, refusesRows, refusesTwice } from "../tries.ts";

const HIT = "select hit_limits(null, array['test'], array[$1::bytea], array[60], array[3], $2) as wait";
const OWNER = { as: "owner" } as const;
const LATER = "2026-11-02T13:00:00Z";
const counts = (length: number, count = 1) => Array.from({ length }, () => count);

/** Counters that only their own function writes, and the switch that pauses gifts. */
export const LIMITS_AND_PAUSES: Attempt[] = [
  ...refusesRows(
    "limit_hits",
    {
      "its name is a word of ours": { name: "rosa@reader.example" },
      "its key is a digest": { key: Buffer.from("203.0.113.9") },
      "its window is no shorter than a minute": { seconds: 59 },
      "it begins no earlier than time": { newest: -1 },
      "it has a count for each slot": { counts: counts(24) },
      "it counts from nothing up": { counts: counts(25, -1) },
    },
    OWNER,
  ),
  ...refusesRows("limit_passes", { "its key is a digest": { key: Buffer.from("a form's key") } }, OWNER),
  ...refusesTwice("limit_hits", { "name, seconds, key": {} }, "owner"),
  ...refusesTwice("limit_passes", { key: {} }, "owner"),
  attempt("limit_hits", "the site counts by the one function, and forgets what is over by the other", async (s) => {
    const key = randomBytes(32);
    const hit = async () => (await s.sql(HIT, key, NOW))[0]?.wait;
    for (let i = 0; i < 3; i++) mustBe("let in", await hit(), 0);
    mustBe("to wait", await hit(), 63);
    mustBe("gone", await s.sql("select sweep_limits($1)::int as gone", LATER), [{ gone: 1 }]);
    mustBe("let in", await hit(), 0);
  }),
  rush("limit_hits", "20 come at once to a limit of three, and three are let in", async (crowd) => {
    const key = randomBytes(32);
    // one that is refused where the row says so fails its statement, so that it can be counted
    const answers = await crowd.all(20, () => [[`select 1 / (wait = 0)::integer from (${HIT}) as hit`, [key, NOW]]]);
    mustBe("answers", answers, { done: 3, "22012": 17 });
  }),
  ...allowsRow("gift_pauses", {
    "one that is in force": {},
    "one that was taken back": { resumed_at: LATER, resumed_by: "another keeper" },
  }),
  ...refusesRows("gift_pauses", {
    "somebody paused": { paused_by: " " },
    "who paused is a name": { paused_by: "x".repeat(101) },
    "it has a reason": { why: "" },
    "its reason is short": { why: "x".repeat(501) },
    "it ends after it began": { resumed_at: "2026-11-01T12:00:00Z", resumed_by: "a keeper" },
    "somebody takes it back": { resumed_at: LATER, resumed_by: " " },
    "who takes it back is a name": { resumed_at: LATER, resumed_by: "x".repeat(101) },
    "whoever takes it back does it at a moment": { resumed_by: "a keeper" },
    "it is taken back by somebody": { resumed_at: LATER },
  }),
  attempt("gift_pauses", "one is in force at a time", async (s) => {
    const { id } = await s.insert("gift_pauses");
    await s.refused(UNIQUE, () => s.insert("gift_pauses"));
    await s.change("gift_pauses", { id }, { resumed_at: LATER, resumed_by: "a keeper" });
    await s.passes(() => s.insert("gift_pauses"));
  }),
  keepsFacts("gift_pauses", { paused_at: "2026-11-02T11:00:00Z", paused_by: "another", why: "another" }),
  keepsOnceKnownTogether(),
];

/** When it was taken back and by whom are written in one go: one without the other is refused by another guard. */
function keepsOnceKnownTogether(): Attempt {
  const back = { resumed_at: LATER, resumed_by: "a keeper" };
  return {
    ...attempt("gift_pauses", "resumed_at, resumed_by are written once", async (s) => {
      const { id } = await s.insert("gift_pauses", back);
      const change = (set: object) => () => s.change("gift_pauses", { id }, { ...set });
      await s.passes(change(back));
      await s.refused(CHECK, change({ resumed_at: "2026-11-02T14:00:00Z" }));
      await s.refused(CHECK, change({ resumed_by: "another" }));
      await s.refused(CHECK, change({ resumed_at: null, resumed_by: null }));
    }),
    columns: ["resumed_at", "resumed_by"],
  };
}
