import { setTimeout as wait } from "node:timers/promises";
import { words } from "../../forms/visit.ts";
import type { Reply } from "../../support/ask.ts";
import { type Bend, bendAnswers } from "../bend.ts";
import { type Books, difference, findUnsound, findWrongLetters, readBooks } from "../crash/books.ts";
import type { FormJourney, Person } from "../crash/journeys.ts";
import { type Fenced, openFenced } from "../fence.ts";
import type { Ground } from "../stage/ground.ts";

/** A fenced site on which things go out of order, and what was seen there that must not be. */
export type Scene = Fenced & {
  /** What Stripe's answers are bent to, on the way to the server and to the worker. */
  bend: Bend;
  /** Writes down what must not be. */
  blame(what: string): void;
  blamed: string[];
};

/** Something that goes out of order, and what then has to hold. `slow`: takes a minute or so, for the full run only. */
export type Outage = { name: string; slow?: boolean; play(scene: Scene): Promise<Record<string, number>> };
/** How an outage went: what was blamed, and what was measured on the way. */
export type Played = { name: string; survived: boolean; why: string; figures: Record<string, number> };

export async function openScene(ground: Ground): Promise<Scene> {
  const bend: Bend = {};
  const ear = bendAnswers(bend);
  const fenced = await openFenced(ground, { serverToStripe: ear, workerToStripe: ear });
  const blamed: string[] = [];
  await fenced.up();
  return { ...fenced, bend, blamed, blame: (what) => void blamed.push(what) };
}

/** Plays one outage and looks at the site afterwards: nothing unsound, no process ended, no letter lost. */
export async function playOutage(scene: Scene, outage: Outage): Promise<Played> {
  const before = scene.blamed.length;
  const deaths = scene.server.deaths + scene.worker.deaths;
  let figures: Record<string, number> = {};
  try {
    figures = await outage.play(scene);
    await scene.rest();
  } catch (fault) {
    scene.blame(fault instanceof Error ? fault.message : String(fault));
  }
  for (const unsound of [...(await findUnsound(scene.stage)), ...(await findWrongLetters(scene.stage))])
    scene.blame(unsound);
  if (scene.server.deaths + scene.worker.deaths > deaths) scene.blame("a process of the site ended by itself");
  const why = scene.blamed.slice(before).join("; ");
  return { name: outage.name, survived: why === "", why, figures };
}

/** What a journey leaves when nothing is out of order. */
export async function calmRun(scene: Scene, journey: FormJourney): Promise<Books> {
  const before = await readBooks(scene.stage);
  const person = await journey.arrive(scene);
  await pay(scene, person, (await paymentPage(scene, await person.press())).session);
  await scene.rest();
  return difference(before, await readBooks(scene.stage));
}

/** The payment page that a press led to, and the path its payer comes back to. Throws where it led nowhere. */
export async function paymentPage(scene: Scene, pressed: Reply): Promise<{ session: string; back: string }> {
  const session = /\/pay\/(cs_\w+)/.exec(pressed.headers.location ?? "")?.[1];
  if (pressed.status !== 303 || !session)
    throw new Error(`the press led to no payment page but to ${pressed.status}: ${words(pressed).slice(0, 300)}`);
  const { success_url } = await scene.stage.site.stripe.checkout.sessions.retrieve(session);
  return { session, back: (success_url ?? "").replace("{CHECKOUT_SESSION_ID}", session).replace(scene.url, "") };
}

export async function pay(scene: Scene, person: Person, session: string): Promise<void> {
  await scene.stage.stripe.pay(session, { email: person.email, name: "Emma Example" });
}

/** Blames what is there more or less of than `leaves`, so many times over. */
export function compare(scene: Scene, left: Books, leaves: Books, times: number, what: string): void {
  for (const name of new Set([...Object.keys(left), ...Object.keys(leaves)])) {
    const wanted = (leaves[name] ?? 0) * times;
    if ((left[name] ?? 0) !== wanted) scene.blame(`${what}: ${left[name] ?? 0} ${name} where ${wanted} belong`);
  }
}

/** Waits until it holds, and gives how long that took; blames the site where it takes longer than promised. */
export async function backWithin(scene: Scene, promisedMs: number, holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await holds().catch(() => false))) {
    if (performance.now() - began > promisedMs) {
      scene.blame(`it is not back after ${promisedMs / 1000} s`);
      break;
    }
    await wait(50);
  }
  return Math.round(performance.now() - began);
}

/** P22: after a fault everything is back by itself within a minute. */
export const MINUTE_MS = 60_000;
