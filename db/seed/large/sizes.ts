/** How much of a house is made up. `orders` counts every order, paid or not; `donations` those that were received. */
export type Sizes = { orders: number; donations: number; members: number };

const NAMED: Record<string, Sizes> = {
  "100": { orders: 100, donations: 100, members: 50 },
  "10000": { orders: 10_000, donations: 10_000, members: 1_000 },
  "1000000": { orders: 1_000_000, donations: 1_000_000, members: 100_000 },
};

const WHOLE = /^[0-9]{1,8}$/;

/**
 * Reads the command's words: `100`, `10000` or `1000000` by name, and `--orders`, `--donations`, `--members` for any
 * other. Gives the sentence to show where they say something else.
 */
export function readSizes(words: readonly string[]): Sizes | string {
  const name = words.find((word, i) => !word.startsWith("--") && !words[i - 1]?.startsWith("--"));
  const sizes = { ...(NAMED[name ?? "10000"] ?? { orders: 0, donations: 0, members: 0 }) };
  if (name !== undefined && !NAMED[name]) return `There is no size ${name}: ${Object.keys(NAMED).join(", ")}.`;
  for (const [i, word] of words.entries()) {
    if (!word.startsWith("--")) continue;
    const what = word.slice(2);
    if (what !== "orders" && what !== "donations" && what !== "members") return `Nothing is called ${word}.`;
    const count = words[i + 1] ?? "";
    if (!WHOLE.test(count)) return `${word} needs a whole number.`;
    sizes[what] = Number.parseInt(count, 10);
  }
  if (Math.min(sizes.orders, sizes.donations, sizes.members) < 50) return "Fewer than 50 of anything is not a house.";
  return sizes;
}
