import type { Rendered } from "../rendered.ts";
import { KeptPage } from "./kept-page.ts";

/** A page to send; `asItWas` where it is the last that could be made, and may be wrong by now. Or what is sent once. */
export type Found = { page: KeptPage; asItWas: boolean } | { once: Rendered };

type Facts = {
  /** All pages together take no more than this, in bytes. */
  room: number;
  now(): number;
  /** The next moment at which a page may change without anything being told: what is scheduled, and midnight. */
  nextChange(now: number): Promise<number>;
};

type Making = { since: number; result: Promise<Found> };
type Kept = { page: KeptPage; since: number; askedAt: number };

/** One page takes no more than this share of the room. */
const SHARE = 8;
/** Of the room, what is left standing where some has to go. */
const ROOM_MADE = 0.9;
/**
 * Whoever waits longer than this gets the page as it was, where there is one, in ms: and less long, once somebody has
 * waited in vain and nobody has been answered since.
 */
const PATIENCE_MS = 3_000;
const IMPATIENCE_MS = 150;

/**
 * Pages as they were made, by address and by what of a visitor shows on them. A page is fresh until something is told
 * (`tellAll`), until a moment comes at which it changes by itself, and only while notices are heard (`hears`): whoever
 * asks after that waits for a new one. Old pages stay while there is room, for when no new one can be made.
 */
export class KeptPages {
  readonly #facts: Facts;
  readonly #kept = new Map<string, Kept>();
  readonly #making = new Map<string, Making>();
  /** Counts what was told. A page is of the count at which its making began, or it might have been made half before. */
  #told = 0;
  #hears = false;
  #held = 0;
  #inVain = false;
  #until: { since: number; moment: Promise<number> } | undefined;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** In bytes. */
  get held(): number {
    return this.#held;
  }

  /** Something that pages tell of has changed: none made before is fresh any more. */
  tellAll(): void {
    this.#told++;
  }

  /** Whether notices are heard. While they are not, every page is made for whoever asks. */
  hears(yes: boolean): void {
    this.#hears = yes;
    this.#told++; // what was told meanwhile went unheard
  }

  /** A fresh page that is here; undefined where it has to be made. */
  fresh(key: string): KeptPage | undefined {
    const kept = this.#kept.get(key);
    if (!kept || !this.#hears || kept.since !== this.#told) return undefined;
    const now = this.#facts.now();
    if (kept.page.until <= now) return undefined;
    kept.askedAt = now;
    return kept.page;
  }

  /** A page, made anew where it has to be. All who ask for one page at once wait for one making. */
  async find(key: string, make: () => Promise<Rendered>): Promise<Found> {
    const fresh = this.fresh(key);
    if (fresh) return { page: fresh, asItWas: false };
    const old = this.#kept.get(key)?.page;
    const found = this.#makeOnce(key, make);
    if (!old) return found;
    const asItWas: Found = { page: old, asItWas: true };
    // a database that is gone and one that does not answer look alike to a reader
    const sent = await inTime(
      found.then(
        (made) => ("once" in made && made.once.status === 503 ? asItWas : made),
        () => asItWas,
      ),
      this.#inVain ? IMPATIENCE_MS : PATIENCE_MS,
      asItWas,
    );
    if (sent === asItWas) this.#inVain = true;
    return sent;
  }

  #makeOnce(key: string, make: () => Promise<Rendered>): Promise<Found> {
    const since = this.#told;
    const other = this.#making.get(key);
    // what began before the last change may tell of before it; and unheard, nobody knows when the last change was
    if (other && this.#hears && other.since === since) return other.result;
    const result = this.#make(key, since, make);
    const making: Making = { since, result };
    this.#making.set(key, making);
    const done = () => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    };
    result.then(done, done);
    return result;
  }

  async #make(key: string, since: number, make: () => Promise<Rendered>): Promise<Found> {
    const madeAt = this.#facts.now();
    const rendered = await make();
    if (rendered.status !== 503) this.#inVain = false;
    if (!isSameForAll(rendered) || rendered.body.length > this.#facts.room / SHARE) return { once: rendered };
    const until = await this.#findUntil(since, madeAt).catch(() => 0);
    const page = new KeptPage(rendered, madeAt, until, (bytes) => this.#grow(key, page, bytes));
    if (this.#hears && since === this.#told && until > madeAt) this.#keep(key, page, since);
    return { page, asItWas: false };
  }

  /** Asked once for all pages, until something is told or the moment has come. */
  async #findUntil(since: number, now: number): Promise<number> {
    const known = this.#until;
    if (known?.since === since && (await known.moment) > now) return known.moment;
    const moment = this.#facts.nextChange(now);
    this.#until = { since, moment };
    return moment;
  }

  #keep(key: string, page: KeptPage, since: number): void {
    this.#forget(key);
    this.#kept.set(key, { page, since, askedAt: page.madeAt });
    this.#held += page.size;
    this.#makeRoom();
  }

  #grow(key: string, page: KeptPage, bytes: number): void {
    if (this.#kept.get(key)?.page !== page) return;
    this.#held += bytes;
    this.#makeRoom();
  }

  /** What was asked for longest ago goes first; a little more than must, so that it is not done for each new page. */
  #makeRoom(): void {
    if (this.#held <= this.#facts.room) return;
    const oldest = [...this.#kept].sort(([, a], [, b]) => a.askedAt - b.askedAt);
    for (const [key] of oldest) {
      if (this.#held <= this.#facts.room * ROOM_MADE) return;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#held -= kept.page.size;
  }
}

/** Only what is well, and sets nobody's cookie, is the same for all. */
function isSameForAll({ status, headers }: Rendered): boolean {
  return status === 200 && headers["set-cookie"] === undefined && !/no-store/.test(String(headers["cache-control"]));
}

async function inTime<T>(found: Promise<T>, patience: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, patience, otherwise);
  });
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
}
