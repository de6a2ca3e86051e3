import type { Figures } from "../figures.ts";
import { exactly, told } from "../figures.ts";
import { openGround } from "../stage/ground.ts";
import { openStage } from "../stage/stage.ts";
import { fuzz, tellFailures } from "./fuzz.ts";
import { keptTyped } from "./kept-typed.ts";
import { gatherMeans } from "./means.ts";
import { rudeSockets, type SocketOptions } from "./sockets.ts";

export type FuzzSize = { requests: number; forms: number; seed: number; lanes: number; sockets: SocketOptions };

/** Limits of how often one address may send are looked at elsewhere: here all come from one. */
const FREE = {
  LIMIT_CHECKOUTS_A_MINUTE: "1000000",
  LIMIT_CHECKOUTS_A_DAY: "1000000",
  LIMIT_CHECKOUTS_A_MINUTE_IN_ALL: "1000000",
  LIMIT_FORMS_TIMES: "1000000",
};

/** The usual size, unless the environment says otherwise: FUZZ_REQUESTS, FUZZ_FORMS, FUZZ_SEED, FUZZ_LANES. */
export function sizeOf(environment: NodeJS.ProcessEnv, usual: Omit<FuzzSize, "seed">): FuzzSize {
  const number = (name: string, otherwise: number) => Number.parseInt(environment[name] || `${otherwise}`, 10);
  return {
    requests: number("FUZZ_REQUESTS", usual.requests),
    forms: number("FUZZ_FORMS", usual.forms),
    seed: number("FUZZ_SEED", Math.floor(Math.random() * 1_000_000)),
    lanes: number("FUZZ_LANES", usual.lanes),
    sockets: usual.sockets,
  };
}

/**
 * Sends the real server whatever can be sent (reliability.md, P11). What failed is printed, as small as it could be
 * made. `over` goes to the server's settings.
 */
export async function fuzzFigures(size: FuzzSize, over: Record<string, string> = {}): Promise<Figures> {
  const ground = await openGround();
  const stage = await openStage(ground, { ...FREE, ...over });
  try {
    await stage.up();
    const means = await gatherMeans(stage);
    const requests = await fuzz(means, size);
    const forms = await keptTyped(means, size.forms, size.seed);
    const sockets = await rudeSockets(stage, means, size.sockets);
    const failures = tellFailures([...requests.failures, ...forms.failures]);
    if (failures) console.log(failures);
    for (const wrong of sockets.wrong) console.log(wrong);
    const errors = [...stage.server.errors].map(([words, n]) => `${n} × ${words}`).join("; ");
    return {
      part: "fuzz",
      figures: [
        ...requests.figures,
        ...forms.figures,
        ...sockets.figures,
        exactly("deaths of the server", stage.server.deaths, 0),
        exactly("faults in its log", stage.server.errors.size + stage.server.loose.length, 0),
        ...(errors ? [told("  which were", errors)] : []),
      ],
    };
  } finally {
    await stage.close();
    await ground.close();
  }
}
