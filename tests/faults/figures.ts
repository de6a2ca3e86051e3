/** One figure of a run, and what it has to be. */
export type Figure = { name: string; is: number | string; target: string; ok: boolean };

/** What one part of the faults has shown. */
export type Figures = { part: string; figures: Figure[] };

export const told = (name: string, is: number | string): Figure => ({ name, is, target: "", ok: true });
export const exactly = (name: string, is: number, target: number): Figure => ({
  name,
  is,
  target: `${target}`,
  ok: is === target,
});
export const atLeast = (name: string, is: number, target: number): Figure => ({
  name,
  is,
  target: `≥ ${target}`,
  ok: is >= target,
});
export const atMost = (name: string, is: number, target: number): Figure => ({
  name,
  is,
  target: `≤ ${target}`,
  ok: is <= target,
});

/** What is off its target, in words: empty where all is well. */
export function misses({ part, figures }: Figures): string[] {
  return figures
    .filter((figure) => !figure.ok)
    .map(({ name, is, target }) => `${part}: ${name} is ${is}, and has to be ${target}`);
}

/** The figures of all parts as one table. */
export function table(all: readonly Figures[]): string {
  const rows = all.flatMap(({ part, figures }) =>
    figures.map(({ name, is, target, ok }, i) => [i === 0 ? part : "", name, `${is}`, target, ok ? "" : "MISSED"]),
  );
  const head = ["part", "figure", "is", "target", ""];
  const width = head.map((word, i) => Math.max(word.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, i) => (i === 2 ? cell.padStart(width[i] ?? 0) : cell.padEnd(width[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [head, width.map((n) => "-".repeat(n)), ...rows].map(line).join("\n");
}
