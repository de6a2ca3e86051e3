import type { Store } from "./store/store.ts";

/** Virtual time: real time plus an offset that only grows, kept with the rest of the state. */
export class Clock {
  readonly #real: () => number;
  readonly #store: Store;
  #offset: number;

  constructor(real: () => number, store: Store) {
    this.#real = real;
    this.#store = store;
    this.#offset = store.get("setting", "clock_offset_ms")?.value ?? 0;
  }

  /** Virtual milliseconds since 1970. */
  milliseconds(): number {
    return this.#real() + this.#offset;
  }

  /** Virtual seconds since 1970, as Stripe writes times. */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000);
  }

  /**
   * A moment named by the site, in virtual seconds. The site keeps real time while this clock may have been moved
   * ahead, so what lies in the site's future but in the past here is counted from now on.
   */
  fromSite(seconds: number): number {
    const real = Math.floor(this.#real() / 1000);
    const now = this.seconds();
    return seconds > now || seconds <= real ? seconds : now + seconds - real;
  }

  /** Moves forward to a virtual millisecond; never back. */
  moveTo(milliseconds: number): void {
    const missing = milliseconds - this.milliseconds();
    if (missing <= 0) return;
    this.#offset += missing;
    this.#store.put("setting", { id: "clock_offset_ms", value: this.#offset });
  }

  /** Back to real time; only when everything is forgotten. */
  reset(): void {
    this.#offset = 0;
  }
}
