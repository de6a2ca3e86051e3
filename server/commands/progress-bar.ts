const WIDTH = 24;
const EVERY_MS = 100;

/**
 * A bar on the terminal's error stream, so that what a command prints can be piped on. Silent where nobody watches.
 * `share` goes from 0 to 1.
 */
export function progressBar(out: NodeJS.WriteStream = process.stderr): {
  show(share: number, words: string): void;
  clear(): void;
} {
  let last = 0;
  return {
    show(share, words) {
      if (!out.isTTY || Date.now() - last < EVERY_MS) return;
      last = Date.now();
      const filled = Math.round(share * WIDTH);
      const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
      out.write(`\r\x1b[K${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${words}`);
    },
    clear() {
      if (out.isTTY) out.write("\r\x1b[K");
    },
  };
}
