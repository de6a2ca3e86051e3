import { Dice } from "#sandbox/stripe/chaos.ts";

/** A repeatable sequence of chances: the same seed throws the same, as far as the order of those who throw is the same. */
export type Chances = {
  /** True this often. */
  chance(rate: number): boolean;
  /** A whole number, both ends included. */
  whole(least: number, most: number): number;
  from<T>(choices: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
};

export function throwDice(seed: number): Chances {
  const dice = new Dice(() => seed);
  const whole = (least: number, most: number) => least + Math.floor(dice.roll() * (most - least + 1));
  return {
    chance: (rate) => dice.roll() < rate,
    whole,
    from(choices) {
      const found = choices[whole(0, choices.length - 1)];
      if (found === undefined) throw new Error("there is nothing to choose from");
      return found;
    },
    shuffled(list) {
      const mixed = [...list];
      for (let i = mixed.length - 1; i > 0; i--) {
        const j = whole(0, i);
        [mixed[i], mixed[j]] = [mixed[j] as (typeof mixed)[number], mixed[i] as (typeof mixed)[number]];
      }
      return mixed;
    },
  };
}
