import type { Chances } from "../dice.ts";
import { decideDispute, dispute, endSubscription, payOut, refundAll, refundPart } from "./afterwards.ts";
import type { Desk } from "./desk.ts";
import { sellElsewhere } from "./foreign.ts";
import { giveMonthly, giveMuch, giveOnce, thinkBetter } from "./giving.ts";
import { joinByCard, joinByDirectDebit, joinTwice } from "./joining.ts";
import { abandon, buyOne, buySeveral, payLapsed, payTwice } from "./orders.ts";

export type Act = (desk: Desk) => Promise<void>;

/** The mixed business of a small party and its press, as shares of a hundred. */
const FIRST: readonly (readonly [share: number, act: Act])[] = [
  [36, buyOne],
  [14, buySeveral],
  [5, payTwice],
  [3, payLapsed],
  [4, abandon],
  [12, giveOnce],
  [3, giveMuch],
  [8, giveMonthly],
  [2, thinkBetter],
  [5, joinByCard],
  [5, joinByDirectDebit],
  [1, joinTwice],
  [2, sellElsewhere],
];

/** What follows on money that was paid, to so many of a hundred acts. */
const THEN: readonly (readonly [share: number, act: Act])[] = [
  [6, refundPart],
  [4, refundAll],
  [3, dispute],
  [2, decideDispute],
  [1, endSubscription],
];

/** A number of acts in a chance order; what follows on payments comes in the later half. Small plans have one of each. */
export function plan(acts: number, chances: Chances): Act[] {
  const some = (list: typeof FIRST) =>
    list.flatMap(([share, act]) => Array<Act>(Math.max(1, Math.round((acts * share) / 100))).fill(act));
  const first = chances.shuffled(some(FIRST));
  const half = Math.floor(first.length / 2);
  return [...first.slice(0, half), ...chances.shuffled([...first.slice(half), ...some(THEN)]), payOut];
}

/** Does the acts, some at once, as people do who know nothing of each other. */
export async function doBusiness(desk: Desk, acts: readonly Act[], lanes: number): Promise<void> {
  const left = [...acts];
  const lane = async () => {
    for (let act = left.shift(); act; act = left.shift()) await act(desk);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
