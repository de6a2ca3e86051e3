/** How the mail server misbehaves. Change the fields at will; each mail looks at them as it comes in. */
export type MailFaults = {
  /**
   * - `refuse-451`, `refuse-550`: not now, not ever
   * - `hang`: the whole mail is taken, and no answer comes
   * - `drop`: the whole mail is taken, the connection is reset, and the mail is lost
   * - `reset`: the same, and the mail is kept: the sender cannot know
   */
  mode: "none" | "refuse-451" | "refuse-550" | "hang" | "drop" | "reset";
  /** Whether a refusal answers the receiver's address or the whole mail. */
  at: "recipient" | "message";
  /** How many more mails it hits; null for no end. */
  times: number | null;
  /** It hits each so-manieth mail: 1 all, 20 one in twenty. */
  every: number;
};

const MODES: readonly string[] = ["none", "refuse-451", "refuse-550", "hang", "drop", "reset"];

/** A mail server that does as it should. */
export function noFaults(): MailFaults {
  return { mode: "none", at: "message", times: null, every: 1 };
}

/** Whether this mail is hit; counts it. `seen` is how many mails came since the start, this one included. */
export function isHit(faults: MailFaults, seen: number): boolean {
  if (faults.mode === "none" || faults.times === 0 || seen % faults.every !== 0) return false;
  if (faults.times !== null) faults.times -= 1;
  return true;
}

/** Takes new faults from JSON; fields left out go back to what is usual. Answers a sentence where it cannot. */
export function setFaults(faults: MailFaults, wish: unknown): string | undefined {
  if (typeof wish !== "object" || wish === null) return 'Send an object, such as {"mode":"refuse-451","times":1}.';
  const next = { ...noFaults(), ...wish };
  if (!MODES.includes(next.mode)) return `mode is one of ${MODES.join(", ")}.`;
  if (next.at !== "recipient" && next.at !== "message") return "at is recipient or message.";
  if (next.times !== null && !isCount(next.times, 0)) return "times is a whole number, or null for no end.";
  if (!isCount(next.every, 1)) return "every is a whole number from 1.";
  const { mode, at, times, every } = next;
  Object.assign(faults, { mode, at, times, every });
  return undefined;
}

function isCount(value: unknown, least: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least;
}
