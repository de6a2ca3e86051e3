import type { Clock } from "./clock.ts";
import { DueHeap } from "./due-heap.ts";
import type { Store } from "./store/store.ts";

const longestTimer = 2 ** 31 - 2;

/**
 * What falls due at a virtual second, in order. One timer in real time lets a demo left alone move by itself;
 * `runUntil` moves the clock for tests. Jobs live in the store, so that a restart forgets none.
 */
export class Schedule {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #run: (task: string, subject: string) => void;
  readonly #heap = new DueHeap();
  #sequence = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, clock: Clock, run: (task: string, subject: string) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#run = run;
    this.reload();
  }

  /** Reads the jobs from the store again, after a start or a reset. */
  reload(): void {
    this.#heap.clear();
    for (const job of this.#store.table("job").values()) {
      this.#sequence = Math.max(this.#sequence, job.sequence);
      this.#heap.push(job);
    }
    this.#arm();
  }

  /** One job for each task and subject: a second call moves it. `due` is in virtual seconds. */
  at(due: number, task: string, subject: string): void {
    this.#sequence += 1;
    const job = { id: `${task}:${subject}`, due, sequence: this.#sequence, task, subject };
    this.#store.put("job", job);
    this.#heap.push(job);
    this.#arm();
  }

  cancel(task: string, subject: string): void {
    if (this.#store.get("job", `${task}:${subject}`)) this.#store.delete("job", `${task}:${subject}`);
  }

  /** Moves the clock from job to job up to a virtual millisecond, running each at its own time. */
  runUntil(milliseconds: number): void {
    for (let next = this.#heap.top; next && next.due * 1000 <= milliseconds; next = this.#heap.top) {
      this.#heap.pop();
      const job = this.#store.get("job", next.id);
      if (job?.due !== next.due || job.sequence !== next.sequence) continue;
      this.#store.delete("job", next.id);
      this.#clock.moveTo(next.due * 1000);
      this.#run(job.task, job.subject);
      this.#store.commit();
    }
    this.#clock.moveTo(milliseconds);
    this.#store.commit();
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#heap.top;
    if (!next) return;
    const wait = Math.min(Math.max(next.due * 1000 - this.#clock.milliseconds(), 0), longestTimer);
    this.#timer = setTimeout(() => this.runUntil(this.#clock.milliseconds()), wait + 1);
    this.#timer.unref();
  }
}
