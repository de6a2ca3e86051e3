/** What the demo shows: steps with the time each took, and the lines of what it started. */
export type Screen = {
  /** Shows the step as it begins, and its time (seconds) as it ends. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  line(text: string): void;
};

/** Opens the screen on a stream. A line that comes in the middle of a step is put before it, whole. */
export function openScreen(out: { write(text: string): unknown } = process.stdout): Screen {
  let open: string | undefined;
  return {
    async step(name, work) {
      const begun = performance.now();
      open = `${name} … `;
      out.write(open);
      try {
        const result = await work();
        const seconds = ((performance.now() - begun) / 1000).toFixed(1);
        out.write(open === undefined ? `${name} … ${seconds} s\n` : `${seconds} s\n`);
        return result;
      } catch (error) {
        if (open !== undefined) out.write("\n");
        throw error;
      } finally {
        open = undefined;
      }
    },
    line(text) {
      if (open !== undefined) out.write("\n");
      open = undefined;
      out.write(`${text}\n`);
    },
  };
}
