import { median, p95 } from "../ground.ts";

export type Line = { name: string; small: number[]; large: number[] };

/** No page may be slower than this many times with a hundred times as much in the tables. */
const AIM = 1.5;

/** Prints what each line took with little and with much in the tables, and how many times as long. */
export function printGrowth(title: string, lines: readonly Line[]): void {
  const wide = Math.max(...lines.map(({ name }) => name.length));
  const cell = (value: number) => value.toFixed(2).padStart(10);
  console.log(`\n${title}\n${" ".repeat(wide)} p95 10,000     1,000,000  ratio    median    median  ratio`);
  let over = 0;
  for (const { name, small, large } of lines) {
    const tail = p95(large) / p95(small);
    const middle = median(large) / median(small);
    if (tail > AIM) over++;
    const marks = tail > AIM ? "  over 1.5" : "";
    console.log(
      `${name.padEnd(wide)} ${cell(p95(small))} ${cell(p95(large))} ${tail.toFixed(2).padStart(8)}` +
        `${cell(median(small))}${cell(median(large))} ${middle.toFixed(2).padStart(6)}${marks}`,
    );
  }
  console.log(`${lines.length - over} of ${lines.length} within ${AIM} times`);
}
