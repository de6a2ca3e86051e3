import { BREAKAGE_PARTS } from "./breakage-parts.ts";
import { lastCopies } from "./contention/last-copies.ts";
import { payOrExpire } from "./contention/pay-or-expire.ts";
import { refundsAtOnce } from "./contention/refunds.ts";
import { sameForm } from "./contention/same-form.ts";
import type { Figures } from "./figures.ts";
import { modelFigures, sizeOf } from "./model/run.ts";
import { oldBackup } from "./old-backup.ts";
import { outboundFigures } from "./outbound/outbound-part.ts";
import { type Ground, openGround } from "./stage/ground.ts";
import { openStage, type Stage } from "./stage/stage.ts";
import { type StormOptions, storm } from "./storm.ts";
import { receiverOffFigures, stormFigures } from "./storm-figures.ts";

/** One part of `npm run faults`. A run is over when its promise is: it leaves no process and no folder behind. */
export type FaultPart = { name: string; run(): Promise<Figures> };

const SEEDS = [1, 2, 3];
const LEAST_DELIVERIES = 10_000;
const FULL: Omit<StormOptions, "seed"> = { acts: 1_600, months: 4, kills: 24, restarts: 3, receiver: true };

const SILENT = { receiver: false, kills: 0, restarts: 0 };
const ONE = "in-defence-of-october";
const OTHER = "what-about-russia-a-readers-guide";

/** Every part, at the size it has before a release, in the order in which they run. */
export const PARTS: readonly FaultPart[] = [
  ...SEEDS.map((seed) => ({
    name: `storm ${seed}`,
    run: () => onGround(async (ground) => stormFigures(await storm(ground, { ...FULL, seed }), LEAST_DELIVERIES)),
  })),
  ...SEEDS.map((seed) => ({
    name: `receiver off ${seed}`,
    run: () => onGround(async (ground) => receiverOffFigures(await storm(ground, { ...FULL, ...SILENT, seed }))),
  })),
  ...SEEDS.map((seed) => ({
    name: `old backup ${seed}`,
    run: () => onGround((ground) => oldBackup(ground, 400, seed)),
  })),
  {
    name: "last copies",
    run: () => onStage((stage) => lastCopies(stage, { buyers: 200, copies: 10, slugs: [ONE] }), "alone"),
  },
  {
    name: "last copies, two lines crosswise",
    run: () => onStage((stage) => lastCopies(stage, { buyers: 200, copies: 10, slugs: [ONE, OTHER] }), "alone"),
  },
  ...SEEDS.map((seed) => ({
    name: `pay against expire ${seed}`,
    run: () => onStage((stage) => payOrExpire(stage, 600, seed), "alone"),
  })),
  { name: "refunds at once", run: () => onStage((stage) => refundsAtOnce(stage, 30)) },
  { name: "one form, pressed at once", run: () => onStage((stage) => sameForm(stage, 50)) },
  { name: "outbound", run: outboundFigures },
  {
    name: "model",
    run: () => onGround((ground) => modelFigures(ground, sizeOf(process.env, { runs: 120, commands: 60 }))),
  },
  ...BREAKAGE_PARTS,
];

async function onGround(work: (ground: Ground) => Promise<Figures>): Promise<Figures> {
  const ground = await openGround();
  try {
    return await work(ground);
  } finally {
    await ground.close();
  }
}

/** On a stage of its own, with server and worker at work, or with nobody but the hands that press. */
function onStage(work: (stage: Stage) => Promise<Figures>, others: "others" | "alone" = "others"): Promise<Figures> {
  return onGround(async (ground) => {
    const stage = await openStage(ground);
    try {
      if (others === "others") await stage.up();
      return await work(stage);
    } finally {
      await stage.close();
    }
  });
}
