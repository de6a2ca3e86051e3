import type { Real } from "./real.ts";
import type { Model } from "./truth.ts";

/** Something that somebody does, to the model and to the house alike. */
export type Act = {
  /** What it is called before it was done. */
  name: string;
  /** Whether there is anything to do it to. */
  can(model: Model): boolean;
  /** Does it, and says what was done. Throws where the house answered otherwise than it had to. */
  run(model: Model, real: Real): Promise<string>;
};

export function pick<T>(list: readonly T[], n: number): T {
  const found = list[n % list.length];
  if (found === undefined) throw new Error("there is nothing to choose from");
  return found;
}

const MOST_PRESSES = 8;

/** Presses a button until the house answers, as people do while Stripe is not itself. `No` is an answer. */
export async function press<T>(act: () => Promise<T>, no?: new (...given: never[]) => Error): Promise<T> {
  for (let presses = 1; ; presses++) {
    try {
      return await act();
    } catch (error) {
      if ((no && error instanceof no) || presses === MOST_PRESSES) throw error;
    }
  }
}

/** Stripe has news; where nobody listens, it is lost. */
export function tell(model: Model): void {
  if (!model.listening) model.lost = true;
}
