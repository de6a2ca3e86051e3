import { exactly, type Figures, told } from "../figures.ts";
import { openGround } from "../stage/ground.ts";
import { type Outage, openScene, type Played, playOutage } from "./scene.ts";

/** Plays outages one after the other, each on a site that is whole: after one that was not survived, on a new one. */
export async function playAll(name: string, outages: readonly Outage[]): Promise<Figures> {
  const ground = await openGround();
  try {
    let scene = await openScene(ground);
    const played: Played[] = [];
    for (const outage of outages) {
      const one = await playOutage(scene, outage);
      played.push(one);
      print(one);
      if (one.survived) continue;
      await scene.close();
      scene = await openScene(ground);
    }
    await scene.close();
    return {
      part: name,
      figures: [
        ...figuresOf(played),
        exactly("outages survived", played.filter((one) => one.survived).length, outages.length),
      ],
    };
  } finally {
    await ground.close();
  }
}

/** The worst that was measured of each kind. */
function figuresOf(played: readonly Played[]) {
  const worst = new Map<string, number>();
  for (const { figures } of played)
    for (const [name, value] of Object.entries(figures)) worst.set(name, Math.max(worst.get(name) ?? 0, value));
  return [...worst].map(([name, value]) => told(`${name}, at most`, value));
}

function print({ name, survived, why, figures }: Played): void {
  const measured = Object.entries(figures).map(([what, value]) => `${what} ${value}`);
  console.log(`  ${survived ? "survived" : "NOT SURVIVED"}  ${[name, ...measured, why].filter(Boolean).join("; ")}`);
}
