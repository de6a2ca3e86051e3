import { type Figures, misses, table } from "./figures.ts";
import { PARTS } from "./parts.ts";

/**
 * `npm run faults`: every fault on purpose, at full size. Words after the command choose the parts whose names hold
 * them. Prints one table of figures at the end; exits with 1 where one is off its target, or nothing ran.
 */
// what was started and made goes with this process
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

const wanted = process.argv.slice(2);
const chosen = PARTS.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
const shown: Figures[] = [];
const broken: string[] = [];
for (const part of chosen) {
  const began = performance.now();
  console.log(`${part.name} …`);
  try {
    const figures = await part.run();
    shown.push(figures);
    for (const miss of misses(figures)) console.log(`  ${miss}`);
  } catch (fault) {
    console.error(fault);
    broken.push(`${part.name}: it did not come to its end`);
  }
  console.log(`${part.name}: ${Math.round((performance.now() - began) / 1000)} s`);
}
console.log(`\n${table(shown)}`);
const off = [...shown.flatMap(misses), ...broken];
if (chosen.length === 0) off.push(`no part is called ${wanted.join(" or ")}`);
console.log(off.length === 0 ? "\nEvery figure is on its target." : `\nOff target:\n  ${off.join("\n  ")}`);
process.exit(off.length === 0 ? 0 : 1);
