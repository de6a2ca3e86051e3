import pg from "pg";
import { forgiveBrokenConnections } from "#db/client.ts";
import type { TestDatabase } from "../../support/database.ts";
import { atLeast, exactly, type Figures, told } from "../figures.ts";
import { APP_ROLE, type Ground } from "../stage/ground.ts";
import { type Played, type PlayOptions, play } from "./play.ts";

export type ModelSize = Pick<PlayOptions, "runs" | "commands" | "seed" | "path" | "seconds">;

/** The size before a release, unless the environment says otherwise; with MODEL_PATH one failure is played again. */
export function sizeOf(environment: NodeJS.ProcessEnv, usual: ModelSize): ModelSize {
  const number = (name: string) => {
    const given = environment[name];
    return given ? Number.parseInt(given, 10) : undefined;
  };
  return {
    runs: number("MODEL_RUNS") ?? usual.runs,
    commands: number("MODEL_COMMANDS") ?? usual.commands,
    seed: number("MODEL_SEED"),
    path: environment.MODEL_PATH,
    seconds: number("MODEL_SECONDS") ?? usual.seconds,
  };
}

/** Plays the model on a ground of its own. A counterexample is printed with what plays it again. */
export async function modelFigures(ground: Ground, size: ModelSize): Promise<Figures> {
  const played = await play({ ...size, database: () => copy(ground) });
  if (played.failure) console.log(played.failure);
  return { part: `model, seed ${played.seed}`, figures: figuresOf(played, size) };
}

function figuresOf({ failure, runs, acts, compared, seconds }: Played, size: ModelSize): Figures["figures"] {
  const done = [...acts.values()].reduce((sum, n) => sum + n, 0);
  return [
    exactly("counterexamples", failure ? 1 : 0, 0),
    atLeast("runs", runs, size.path ? 1 : size.runs),
    told("commands", done),
    atLeast("times all of the house was compared", compared, Math.floor(done / 4)),
    ...[...acts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => told(`  ${name}`, n)),
    told("seconds", seconds),
  ];
}

async function copy(ground: Ground): Promise<TestDatabase> {
  const name = await ground.copy();
  const ownerUrl = ground.postgres.database(name);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  forgiveBrokenConnections(owner);
  return {
    appUrl: ground.postgres.database(name, APP_ROLE),
    ownerUrl,
    owner,
    async drop() {
      await owner.end();
      await ground.drop(name);
    },
  };
}
