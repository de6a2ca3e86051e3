import { isIP } from "node:net";
import type { Settings } from "#app/config/settings.ts";
import type { Note } from "./notes.ts";

/** Whom the house may speak to. All of them are named by its settings; nobody else is anywhere. */
export type Neighbour = "postgres" | "stripe" | "mail" | "site";

/** The list: which script may reach whom. What is not on it may reach nobody. */
const MAY_REACH: readonly (readonly [script: string, ...neighbours: Neighbour[]])[] = [
  ["server/main.ts", "postgres", "stripe"],
  ["server/worker.ts", "postgres", "stripe", "mail"],
  ["server/commands/reconcile.ts", "postgres", "stripe"],
  ["server/commands/money.ts", "postgres", "stripe"],
  ["server/commands/refund.ts", "postgres"],
  ["server/commands/gifts.ts", "postgres", "stripe"],
  ["server/commands/check.ts", "postgres"],
  ["server/commands/texts.ts", "postgres"],
  ["server/commands/print-text.ts", "postgres"],
  ["server/commands/import-texts.ts", "postgres"],
  ["db/migrate.ts", "postgres"],
  ["db/seed/seed.ts", "postgres"],
  // a laptop's stand-ins: the demo waits for the parts it starts, Stripe's news is brought to the site
  ["sandbox/demo.ts", "postgres", "site"],
  ["sandbox/main.ts", "site"],
];

/** Names that may be asked for, besides those of neighbours. The build's tool asks where its unused server would listen. */
const MAY_LOOK_UP: readonly string[] = ["node_modules/@remix-run/dev/dist/cli.js looks up localhost"];

/** Each neighbour's address as a process asks for it, from the settings alone. */
export function addressesOf(settings: Settings): Record<Neighbour, string> {
  const at = (url: string, usual: number) => {
    const { hostname, port } = new URL(url);
    return `${hostname}:${port || usual}`;
  };
  return {
    postgres: at(settings.databaseUrl, 5432),
    stripe: `${settings.stripe.host}:${settings.stripe.port}`,
    mail: at(settings.mail.smtpUrl, 25),
    site: `${settings.host}:${settings.port}`,
  };
}

/** Each pair of the list, as "script → neighbour". */
export const ALLOWED: readonly string[] = MAY_REACH.flatMap(([script, ...who]) =>
  who.map((one) => `${script} → ${one}`),
);

/**
 * Holds what was noted against the list.
 * @returns the pairs of it that were seen, and in words whatever is not on it
 */
export function judge(notes: readonly Note[], settings: Settings): { seen: string[]; undeclared: string[] } {
  const addresses = Object.entries(addressesOf(settings));
  const seen = new Set<string>();
  const undeclared: string[] = [];
  for (const { by, how, to } of notes) {
    // nobody is asked for the address of an address: a server that begins to listen on one does it
    if (how === "looks up" && (isIP(to) > 0 || MAY_LOOK_UP.includes(`${by} looks up ${to}`))) continue;
    const found = addresses.filter(([, address]) =>
      how === "connects" ? address === to : how === "looks up" && address.replace(/:\d+$/, "") === to,
    );
    const pairs = found.map(([who]) => `${by} → ${who}`).filter((pair) => ALLOWED.includes(pair));
    for (const pair of pairs) if (how === "connects") seen.add(pair);
    if (pairs.length === 0) undeclared.push(`${by} ${how} ${to}`);
  }
  return { seen: [...seen].sort(), undeclared };
}
