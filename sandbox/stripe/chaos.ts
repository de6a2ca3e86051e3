/** Faults of webhook deliveries. Rates go from 0 (never) to 1 (always). */
export type WebhookChaos = {
  /** Only event types that match, such as `invoice.*`; null for all. */
  only: string | null;
  /** How many faults are left to happen; null for no end. */
  remaining: number | null;
  duplicateRate: number;
  /** First deliveries wait a random time up to this, in real milliseconds, so that they arrive out of order. */
  reorderMs: number;
  /** First deliveries wait this long, in real milliseconds. */
  delayMs: number;
  dropRate: number;
  oldTimestampRate: number;
  futureTimestampRate: number;
  wrongSecretRate: number;
  twoSignaturesRate: number;
  wrongVersionRate: number;
  /** The same news is told again under a second event id. */
  secondIdRate: number;
};

/** Faults of the API's answers. */
export type AnswerChaos = {
  /** Only requests that match, such as `POST /v1/refunds*`; null for all. */
  only: string | null;
  remaining: number | null;
  /** Added to every matching answer, in real milliseconds. */
  slowMs: number;
  /** 500 without having done anything. */
  errorBeforeRate: number;
  /** 500 although it was done; replayed for the same idempotency key, as Stripe does. */
  errorAfterRate: number;
  /** The connection breaks before anything was done. */
  resetBeforeRate: number;
  /** The connection breaks although it was done. */
  resetAfterRate: number;
  /** Done, and answered with something that is not JSON. */
  garbageRate: number;
};

export type WebhookAndAnswerChaos = {
  /** Start of the random sequence: the same seed and the same calls give the same faults. */
  seed: number;
  webhooks: WebhookChaos;
  answers: AnswerChaos;
};

export function calm(): WebhookAndAnswerChaos {
  return {
    seed: 1,
    webhooks: {
      only: null,
      remaining: null,
      duplicateRate: 0,
      reorderMs: 0,
      delayMs: 0,
      dropRate: 0,
      oldTimestampRate: 0,
      futureTimestampRate: 0,
      wrongSecretRate: 0,
      twoSignaturesRate: 0,
      wrongVersionRate: 0,
      secondIdRate: 0,
    },
    answers: {
      only: null,
      remaining: null,
      slowMs: 0,
      errorBeforeRate: 0,
      errorAfterRate: 0,
      resetBeforeRate: 0,
      resetAfterRate: 0,
      garbageRate: 0,
    },
  };
}

/** Changes switches in place from JSON. An unknown switch or a value of the wrong kind is an error that names it. */
export function setChaos(chaos: WebhookAndAnswerChaos, given: unknown): void {
  if (typeof given !== "object" || given === null)
    throw new Error("Chaos takes an object with seed, webhooks, answers");
  for (const [name, value] of Object.entries(given)) {
    if (name === "seed" && Number.isInteger(value)) chaos.seed = Number(value);
    else if ((name === "webhooks" || name === "answers") && typeof value === "object" && value !== null)
      setSwitches(chaos[name], value as Record<string, unknown>, name);
    else throw new Error(`There is no chaos switch "${name}", or not with that value`);
  }
}

function setSwitches(target: WebhookChaos | AnswerChaos, given: Record<string, unknown>, group: string): void {
  for (const [name, value] of Object.entries(given)) {
    const fits =
      name === "only"
        ? value === null || typeof value === "string"
        : name === "remaining"
          ? value === null || (Number.isInteger(value) && Number(value) >= 0)
          : typeof value === "number" && value >= 0 && (!name.endsWith("Rate") || value <= 1);
    if (!(name in target) || !fits)
      throw new Error(`There is no chaos switch "${group}.${name}", or not with that value`);
    (target as Record<string, unknown>)[name] = value;
  }
}

/** A repeatable random sequence (mulberry32), started anew whenever the seed is changed. */
export class Dice {
  readonly #seed: () => number;
  #started: number | undefined;
  #state = 0;

  constructor(seed: () => number) {
    this.#seed = seed;
  }

  /** From 0 up to, not including, 1. */
  roll(): number {
    if (this.#started !== this.#seed()) {
      this.#started = this.#seed();
      this.#state = this.#started;
    }
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Whether a fault of a group strikes this subject; uses up one of its `remaining`. */
  strikes(group: { only: string | null; remaining: number | null }, rate: number, subject: string): boolean {
    if (rate === 0 || group.remaining === 0 || !matches(group.only, subject)) return false;
    if (rate < 1 && this.roll() >= rate) return false;
    if (group.remaining !== null) group.remaining -= 1;
    return true;
  }
}

/** `*` stands for anything. */
export function matches(pattern: string | null, subject: string): boolean {
  if (pattern === null) return true;
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (!subject.startsWith(first)) return false;
  if (rest.length === 0) return subject === first;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const last = index === rest.length - 1;
    const found = last ? subject.length - part.length : subject.indexOf(part, at);
    if (found < at || !subject.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return true;
}
