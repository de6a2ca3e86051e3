import { isOutage } from "#app/faults/outage.ts";
import { Refused } from "../gate.ts";
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
/** `plain`: nothing of a visitor shows on it, and its address has no query. */
type Kept = { page: KeptPage; since: number; askedAt: number; address: string; plain: boolean };

/** What a page is asked for: its address, and what of a visitor shows on it. */
export type Key = { address: string; shown: string };

const nameOf = ({ address, shown }: Key) => `${address} ${shown}`;

/** One page takes no more than this share of the room. */
const SHARE = 8;
/** Of the room, what is left standing where some has to go. */
const ROOM_MADE = 0.9;
/** Whoever waits longer than this gets the page as it was, where there is one, in ms. */
const PATIENCE_MS = 3_000;
/** Once somebody has waited in vain, one page is tried in this time, and everybody else gets theirs as it was, in ms. */
const TRY_EVERY_MS = 1_000;

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
  /** Until when nobody but the next one tries, after somebody tried in vain; 0 while all is well. In ms. */
  #tryAt = 0;
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

  /** What pages tell of may have been taken back: none made before is ever sent again, not as it was either. */
  forgetAll(): void {
    this.#told++;
    for (const name of [...this.#kept.keys()]) this.#forget(name);
  }

  /** Whether notices are heard. While they are not, every page is made for whoever asks. */
  hears(yes: boolean): void {
    // what was told meanwhile went unheard: it may have been that something is taken back
    if (yes) this.forgetAll();
    else this.#told++;
    this.#hears = yes;
  }

  /** A fresh page that is here; undefined where it has to be made. */
  fresh(key: Key): KeptPage | undefined {
    const kept = this.#kept.get(nameOf(key));
    if (!kept || !this.#hears || kept.since !== this.#told) return undefined;
    const now = this.#facts.now();
    if (kept.page.until <= now) return undefined;
    kept.askedAt = now;
    return kept.page;
  }

  /** A page, made anew where it has to be. All who ask for one page at once wait for one making. */
  async find(key: Key, make: () => Promise<Rendered>): Promise<Found> {
    const fresh = this.fresh(key);
    if (fresh) return { page: fresh, asItWas: false };
    const old = this.#kept.get(nameOf(key))?.page;
    if (!old) return this.#makeOnce(key, make);
    const asItWas: Found = { page: old, asItWas: true };
    const now = performance.now();
    if (this.#tryAt > now) return asItWas;
    // one tries, so that many who ask of a database that is away are not many who wait for it
    if (this.#tryAt > 0) this.#tryAt = now + TRY_EVERY_MS;
    const found = this.#makeOnce(key, make).catch((fault: unknown) => {
      if (isAway(fault)) return asItWas;
      throw fault; // a fault of ours is told, and not hidden behind an old page
    });
    // a database that is gone and one that does not answer look alike to a reader
    const sent = await inTime(found, asItWas);
    const inVain = sent === asItWas || ("once" in sent && sent.once.status === 503);
    if (inVain) this.#tryAt = performance.now() + TRY_EVERY_MS;
    return inVain ? asItWas : sent;
  }

  #makeOnce(key: Key, make: () => Promise<Rendered>): Promise<Found> {
    const since = this.#told;
    const name = nameOf(key);
    const other = this.#making.get(name);
    // what began before the last change may tell of before it; and unheard, nobody knows when the last change was
    if (other && this.#hears && other.since === since) return other.result;
    const result = this.#make(key, since, make);
    const making: Making = { since, result };
    this.#making.set(name, making);
    const done = () => {
      if (this.#making.get(name) === making) this.#making.delete(name);
    };
    result.then(done, done);
    return result;
  }

  async #make(key: Key, since: number, make: () => Promise<Rendered>): Promise<Found> {
    const madeAt = this.#facts.now();
    const rendered = await make();
    if (rendered.status !== 503) this.#tryAt = 0;
    if (!isSameForAll(rendered) || rendered.body.length > this.#facts.room / SHARE) {
      // a text that was taken back, say: its old page is not to come again
      if (rendered.status < 500) this.#forgetAddress(key.address);
      return { once: rendered };
    }
    const until = await this.#findUntil(since, madeAt).catch(() => 0);
    const name = nameOf(key);
    const isHere = () => this.#kept.get(name)?.page === page;
    const page = new KeptPage(rendered, {
      madeAt,
      until,
      grown: (bytes) => {
        if (!isHere()) return;
        this.#held += bytes;
        this.#makeRoom();
      },
      isWanted: () => isHere() && this.#kept.get(name)?.since === this.#told,
    });
    if (this.#hears && since === this.#told && until > madeAt) this.#keep(key, page, since);
    return { page, asItWas: false };
  }

  /** Asked once for all pages, until something is told or the moment has come. */
  async #findUntil(since: number, now: number): Promise<number> {
    const known = this.#until;
    if (known?.since === since && (await known.moment) > now) return known.moment;
    const moment = this.#facts.nextChange(now);
    this.#until = { since, moment };
    moment.catch(() => {
      if (this.#until?.moment === moment) this.#until = undefined; // asked again for the next page
    });
    return moment;
  }

  #keep(key: Key, page: KeptPage, since: number): void {
    const name = nameOf(key);
    this.#forget(name);
    const plain = key.shown === "" && !key.address.includes("?");
    this.#kept.set(name, { page, since, askedAt: page.madeAt, address: key.address, plain });
    this.#held += page.size;
    this.#makeRoom();
  }

  /**
   * What was asked for longest ago goes first, and what is for some before what is for all: nobody who asks with ever
   * other cookies takes the room of what everybody reads. A little more goes than must, so that it is not done each time.
   */
  #makeRoom(): void {
    if (this.#held <= this.#facts.room) return;
    const order = ([, { plain, askedAt }]: [string, Kept]) => (plain ? Number.MAX_SAFE_INTEGER / 2 : 0) + askedAt;
    for (const [name] of [...this.#kept].sort((a, b) => order(a) - order(b))) {
      if (this.#held <= this.#facts.room * ROOM_MADE) return;
      this.#forget(name);
    }
  }

  /** With everything that shows on it of whomever. */
  #forgetAddress(address: string): void {
    for (const [name, kept] of this.#kept) if (kept.address === address) this.#forget(name);
  }

  #forget(name: string): void {
    const kept = this.#kept.get(name);
    if (!kept) return;
    this.#kept.delete(name);
    this.#held -= kept.page.size;
  }
}

/** True where something did not answer, or not in time. */
const isAway = (fault: unknown) => isOutage(fault) || (fault instanceof Refused && fault.status === 503);

/** Only what is well, and sets nobody's cookie, is the same for all. */
function isSameForAll({ status, headers }: Rendered): boolean {
  return status === 200 && headers["set-cookie"] === undefined && !/no-store/.test(String(headers["cache-control"]));
}

async function inTime<T>(found: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, otherwise);
  });
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
}
