import type { Db } from "#db/client.ts";

/** The dated numbers of uk-rules.md, section 0, that the software judges by. Sources are named so that a person can check. */
const FIGURES = [
  [
    "ppera.donation_floor",
    "2010-01-01",
    50_000,
    "pence",
    "PPERA 2000 s.50(2); Electoral Commission, Which donations are covered by the rules?",
  ],
  [
    "ppera.check_return_days",
    "2001-02-16",
    30,
    "days",
    "PPERA 2000 s.56; Electoral Commission, impermissible or unidentifiable source",
  ],
  ["ppera.report_central", "2024-01-01", 1_118_000, "pence", "S.I. 2023/1235 art. 4"],
  ["donation.minimum", "2024-01-01", 200, "pence", "House policy: a donation paid on its own, against card testing"],
  [
    "donation.maximum_online",
    "2024-01-01",
    500_000,
    "pence",
    "House policy: larger gifts are arranged with the treasurer",
  ],
  ["ccr.cancel_days", "2014-06-13", 14, "days", "Consumer Contracts Regulations 2013 regs 29–31"],
  ["delivery.max_days", "2015-10-01", 30, "days", "Consumer Rights Act 2015 s.28"],
] as const;

export async function seedFigures(db: Db): Promise<void> {
  await db
    .insertInto("figures")
    .values(
      FIGURES.map(([key, effective_from, value, unit, source]) => ({
        key,
        effective_from,
        value,
        unit,
        source,
        last_checked: "2026-11-20",
      })),
    )
    .onConflict((same) => same.columns(["key", "effective_from"]).doNothing())
    .execute();
}
