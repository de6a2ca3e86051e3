import type { Scene } from "../scene.ts";
import type { World } from "../world.ts";

/** One thing put wrong in a sound world, with every guard asleep, and what the self-check has to say of it. */
export type Corruption = {
  fault: string;
  /** How it is put wrong. Gives what the fault names: an id, a reference, a number. */
  act(scene: Scene, world: World): Promise<unknown>;
  /** Other faults that cannot but come with it. */
  also?: string[];
};
