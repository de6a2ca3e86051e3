import { Agent, request } from "node:http";
import { Dice, type WebhookAndAnswerChaos } from "../chaos.ts";
import type { Clock } from "../clock.ts";
import { DueHeap } from "../due-heap.ts";
import { newId } from "../ids.ts";
import type { DeliveryRecord, EventRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { eventText } from "./events.ts";
import { signatureHeader } from "./signing.ts";

/** One attempt to hand over an event. */
export type Delivery = {
  event: string;
  type: string;
  url: string;
  /** Real time. */
  at: string;
  attempt: number;
  /** HTTP status, or null when there was no answer. */
  status: number | null;
  error: string | null;
  /** Which faults were put in on purpose. */
  faults: string[];
};
export type Endpoint = { id: string; url: string; secret: string; events: readonly string[] };

const mostAtOnce = 8;
const answerTimeoutMs = 20_000;
const logLength = 20_000;
/** Seconds until the next attempt: quick at first, since a site that restarts must get its events; then for three days. */
const retrySeconds = [1, 5, 30, 300, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600];

/** Hands events to endpoints over HTTP, signed, a few at a time, again and again until one is accepted. */
export class Deliveries {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #chaos: WebhookAndAnswerChaos;
  readonly #dice: Dice;
  readonly #endpoints: () => readonly Endpoint[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: mostAtOnce });
  readonly #heap = new DueHeap();
  readonly #log: Delivery[] = [];
  #sequence = 0;
  #inFlight = 0;
  /** First deliveries held back on purpose. */
  readonly #held = new Set<string>();
  #waiters: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #pumping = false;

  constructor(store: Store, clock: Clock, chaos: WebhookAndAnswerChaos, endpoints: () => readonly Endpoint[]) {
    this.#store = store;
    this.#clock = clock;
    this.#chaos = chaos;
    this.#endpoints = endpoints;
    this.#dice = new Dice(() => chaos.seed);
    this.reload();
  }

  /** Takes up what a restart left undelivered. */
  reload(): void {
    this.#heap.clear();
    this.#held.clear();
    for (const row of this.#store.table("delivery").under("state", "waiting")) this.#enqueue(row);
    this.wake();
  }

  /** Queues a fresh event for every endpoint that wants its type; call before the event is committed. */
  queue(event: EventRecord): void {
    for (const endpoint of this.#endpoints())
      if (endpoint.events.includes("*") || endpoint.events.includes(event.type)) this.#queueFor(event, endpoint.id);
    this.wake();
  }

  /** Queues an event again, whatever became of it before. */
  redeliver(event: EventRecord): void {
    for (const endpoint of this.#endpoints()) this.#add(event, endpoint.id, this.#clock.milliseconds());
    this.#store.commit();
    this.wake();
  }

  /** Looks for due deliveries once the present step is over; call after the clock has moved. */
  wake(): void {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  /** Resolves when nothing is in flight and nothing is due at the present virtual time. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.wake();
    });
  }

  log(): Delivery[] {
    return [...this.#log];
  }

  clear(): void {
    this.#log.length = 0;
    this.reload();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#agent.destroy();
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  #queueFor(event: EventRecord, endpoint: string): void {
    const faults = this.#chaos.webhooks;
    const now = this.#clock.milliseconds();
    if (this.#dice.strikes(faults, faults.dropRate, event.type)) {
      event.undelivered = true;
      this.#store.put("event", event);
      this.#note(event, endpoint, 0, null, "dropped on purpose", ["drop"]);
      return;
    }
    this.#add(event, endpoint, now + this.#holdBack(event.type));
    if (this.#dice.strikes(faults, faults.duplicateRate, event.type))
      this.#add(event, endpoint, now + this.#holdBack(event.type));
    if (this.#dice.strikes(faults, faults.secondIdRate, event.type)) {
      const id = newId("evt_");
      const twin = { ...event, id, body: event.body.replace(event.id, id), pending: 0, undelivered: false };
      this.#store.put("event", twin);
      this.#add(twin, endpoint, now + this.#holdBack(event.type));
    }
  }

  #holdBack(type: string): number {
    const faults = this.#chaos.webhooks;
    const most = Math.max(faults.reorderMs, faults.delayMs);
    if (most === 0 || !this.#dice.strikes(faults, 1, type)) return 0;
    return faults.delayMs + Math.floor(this.#dice.roll() * faults.reorderMs);
  }

  #add(event: EventRecord, endpoint: string, due: number): void {
    const row: DeliveryRecord = {
      id: newId("dlv_", 16),
      event: event.id,
      type: event.type,
      endpoint,
      state: "waiting",
      attempts: 0,
      due,
      lastStatus: null,
      lastError: null,
    };
    event.pending += 1;
    this.#store.put("event", event);
    this.#store.put("delivery", row);
    this.#enqueue(row);
    if (due > this.#clock.milliseconds()) this.#held.add(row.id);
  }

  #enqueue(row: DeliveryRecord): void {
    this.#sequence += 1;
    this.#heap.push({ due: row.due, sequence: this.#sequence, id: row.id });
  }

  #pump(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const now = this.#clock.milliseconds();
    while (this.#inFlight < mostAtOnce && this.#heap.top && this.#heap.top.due <= now) {
      const row = this.#store.get("delivery", this.#heap.pop()?.id ?? "");
      if (row?.state !== "waiting" || row.due > now) continue;
      this.#held.delete(row.id);
      this.#inFlight += 1;
      void this.#attempt(row);
    }
    const next = this.#heap.top;
    if (next && this.#inFlight < mostAtOnce) {
      this.#timer = setTimeout(() => this.#pump(), Math.min(Math.max(next.due - now, 1), 2 ** 31 - 2));
      if (!this.#held.has(next.id)) this.#timer.unref();
    }
    const due = next !== undefined && next.due <= now;
    if (this.#inFlight === 0 && !due && this.#held.size === 0) for (const resolve of this.#waiters.splice(0)) resolve();
  }

  async #attempt(row: DeliveryRecord): Promise<void> {
    const event = this.#store.get("event", row.event);
    const endpoint = this.#endpoints().find((known) => known.id === row.endpoint);
    const faults: string[] = [];
    let status: number | null = null;
    let error: string | null = null;
    try {
      if (!event) throw new Error("the event is gone");
      if (!endpoint) throw new Error("no webhook address is set");
      status = await this.#post(endpoint, event, faults);
    } catch (reason) {
      error = reason instanceof Error ? reason.message || reason.name : String(reason);
    }
    this.#inFlight -= 1;
    if (this.#closed) return;
    if (this.#store.get("delivery", row.id) === row) {
      this.#conclude(row, event, status, error);
      this.#store.commit();
    }
    if (event) this.#note(event, endpoint?.url ?? row.endpoint, row.attempts, status, error, faults);
    this.#pump();
  }

  #conclude(row: DeliveryRecord, event: EventRecord | undefined, status: number | null, error: string | null): void {
    const delivered = status !== null && status >= 200 && status < 300;
    const wait = retrySeconds[row.attempts];
    row.attempts += 1;
    row.lastStatus = status;
    row.lastError = error;
    if (delivered) row.state = "delivered";
    else if (wait === undefined) row.state = "failed";
    else {
      row.due = this.#clock.milliseconds() + wait * 1000;
      this.#enqueue(row);
    }
    this.#store.put("delivery", row);
    if (!event || row.state === "waiting") return;
    event.pending = Math.max(event.pending - 1, 0);
    event.undelivered = row.state !== "delivered";
    this.#store.put("event", event);
  }

  #post(endpoint: Endpoint, event: EventRecord, applied: string[]): Promise<number> {
    const faults = this.#chaos.webhooks;
    const strikes = (rate: number, name: string): boolean => {
      const struck = this.#dice.strikes(faults, rate, event.type);
      if (struck) applied.push(name);
      return struck;
    };
    let body = eventText(event);
    if (strikes(faults.wrongVersionRate, "wrong version"))
      body = body.replace(/"api_version":"[^"]*"/, '"api_version":"2020-08-27"');
    // Signed in real time, whatever the virtual clock says: that is what the receiver compares with.
    let timestamp = Math.floor(Date.now() / 1000);
    if (strikes(faults.oldTimestampRate, "old timestamp")) timestamp -= 3600;
    if (strikes(faults.futureTimestampRate, "future timestamp")) timestamp += 24 * 3600;
    let secrets = [endpoint.secret];
    if (strikes(faults.wrongSecretRate, "wrong secret")) secrets = ["whsec_not_the_secret"];
    if (strikes(faults.twoSignaturesRate, "two signatures")) secrets = ["whsec_rolled_away", ...secrets];
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      "stripe-signature": signatureHeader(secrets, timestamp, body),
      "user-agent": "Stripe/1.0 (sandbox)",
    };
    return new Promise((resolve, reject) => {
      const call = request(endpoint.url, { method: "POST", agent: this.#agent, headers, timeout: answerTimeoutMs });
      call.on("timeout", () => call.destroy(new Error("no answer in time")));
      call.on("error", reject);
      call.on("response", (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
        answer.on("error", reject);
      });
      call.end(body);
    });
  }

  #note(
    event: EventRecord,
    url: string,
    attempt: number,
    status: number | null,
    error: string | null,
    faults: string[],
  ): void {
    if (this.#log.length >= logLength) this.#log.splice(0, logLength / 10);
    this.#log.push({
      event: event.id,
      type: event.type,
      url,
      at: new Date().toISOString(),
      attempt,
      status,
      error,
      faults,
    });
  }
}
