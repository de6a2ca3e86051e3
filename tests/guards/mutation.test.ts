import { beforeAll, expect, inject, test } from "vitest";
import { Dice } from "#sandbox/stripe/chaos.ts";
import { TEMPLATE } from "../support/global-setup.ts";
import { ATTEMPTS } from "./attempts/all.ts";
import type { Mutant } from "./mutants.ts";
import { prepareMutation, runMutants } from "./mutate.ts";

const SAMPLE = 12;

function sampleOf<T>(all: readonly T[], seed: number): T[] {
  const dice = new Dice(() => seed);
  const left = [...all];
  return Array.from({ length: SAMPLE }, () => left.splice(Math.floor(dice.roll() * left.length), 1)).flat();
}

const address = (database: string, role = "pamphleteer") =>
  `postgres://${role}@127.0.0.1:${inject("postgresPort")}/${database}`;

let mutants: Mutant[];
beforeAll(async () => {
  mutants = await prepareMutation(address, TEMPLATE);
});

/** A few guards are taken away at each run, others each time; `npm run mutation` takes all. The seed repeats a run. */
test("whichever guard is taken away, an attempt notices", async () => {
  const seed = Number(process.env.GUARDS_SEED ?? Math.floor(Math.random() * 1e9));
  console.log(`GUARDS_SEED=${seed}`);
  expect(mutants.length).toBeGreaterThan(1000);
  const findings = await runMutants(address, sampleOf(mutants, seed));
  const noticed = findings.map(({ kind, table, guard, caughtBy }) => ({
    gone: `${kind} ${table}: ${guard}`,
    caughtBy,
  }));
  expect(noticed).toHaveLength(SAMPLE);
  expect(noticed.filter(({ caughtBy }) => caughtBy === undefined)).toEqual([]);
});

test("a guard that no attempt is about is found to be missed", async () => {
  const gone = mutants.filter(({ guard }) => guard === "orders_total_pence_check");
  const others = ATTEMPTS.filter(({ about }) => about === "appeals");
  expect(others.length).toBeGreaterThan(1);
  const findings = await runMutants(address, gone, () => {}, others);
  expect(findings.map(({ caughtBy }) => caughtBy)).toEqual([undefined]);
});
