import { loadavg } from "node:os";

/** One claim about speed: what was measured, what was aimed at, and whether it holds. */
export type Figure = { figure: string; measured: string; target: string; holds: boolean | undefined };

/** `--quick` makes every part small: to see that it runs, not to believe its figures. */
export const QUICK = process.argv.includes("--quick");

/** Prints a figure, and tells it to `npm run bench` where that started this process. `holds`: undefined where nothing is aimed at. */
export function tell(figure: Figure): void {
  console.log(line(figure));
  process.send?.(figure);
}

export function line({ figure, measured, target, holds }: Figure): string {
  const verdict = holds === undefined ? "" : holds ? "holds" : "does not hold";
  return `${figure.padEnd(52)} ${measured.padEnd(30)} ${target.padEnd(24)} ${verdict}`.trimEnd();
}

/** What else the machine is busy with: the mean number of processes that want to run, over the last minute. */
export const load = (): string => (loadavg()[0] ?? 0).toFixed(1);

export const round = (value: number, digits = 0): string =>
  value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
