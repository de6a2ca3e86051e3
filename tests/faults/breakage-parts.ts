import { JOURNEYS } from "./crash/all-journeys.ts";
import { crashEverywhere } from "./crash/crash-part.ts";
import type { Figures } from "./figures.ts";
import { tellBadNews } from "./forged/bad-news.ts";
import { fuzzFigures, sizeOf } from "./fuzz/fuzz-part.ts";
import { MAIL_OUTAGES } from "./outage/mail-outages.ts";
import { playAll } from "./outage/outage-part.ts";
import { POSTGRES_OUTAGES } from "./outage/postgres-outages.ts";
import { STRIPE_OUTAGES } from "./outage/stripe-outages.ts";
import { WORKER_OUTAGES } from "./outage/worker-outages.ts";
import type { FaultPart } from "./parts.ts";
import { openGround } from "./stage/ground.ts";
import { openStage } from "./stage/stage.ts";

const FORGED = 2_000;
const FUZZED = {
  requests: 50_000,
  forms: 3_200,
  lanes: 4,
  sockets: { bodies: 10, hangUps: 40, slow: 60, whole: true },
};

/** What breaks while the site is used: its own processes at every point, its neighbours, and the news it is told. */
export const BREAKAGE_PARTS: readonly FaultPart[] = [
  ...JOURNEYS.map((journey) => ({ name: `crash: ${journey.name}`, run: () => crashEverywhere(journey) })),
  { name: "outages: Stripe", run: () => playAll("outages: Stripe", STRIPE_OUTAGES) },
  { name: "outages: Postgres", run: () => playAll("outages: Postgres", POSTGRES_OUTAGES) },
  { name: "outages: mail", run: () => playAll("outages: mail", MAIL_OUTAGES) },
  { name: "outages: worker", run: () => playAll("outages: worker", WORKER_OUTAGES) },
  { name: "forged news", run: tellForged },
  { name: "fuzz", run: () => fuzzFigures(sizeOf(process.env, FUZZED)) },
];

async function tellForged(): Promise<Figures> {
  const ground = await openGround();
  try {
    const stage = await openStage(ground);
    try {
      await stage.up();
      return { part: "forged news", figures: await tellBadNews(stage, FORGED) };
    } finally {
      await stage.close();
    }
  } finally {
    await ground.close();
  }
}
