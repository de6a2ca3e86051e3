import { type ChildProcess, fork } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { monthlyParams, openBench, orderParams, secretKey } from "./bench.ts";

const day = 86_400;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-stripe-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a restart forgets nothing: objects, balance, clock, keys, plans and undelivered news", async () => {
  const journalFile = join(folder, "stripe.jsonl");
  const before = await openBench({ journalFile });
  await before.sandbox.advance(10 * day);
  const order = await before.stripe.checkout.sessions.create(orderParams(), { idempotencyKey: "order:1" });
  await before.sandbox.pay(order.id);
  const monthly = await before.stripe.checkout.sessions.create(monthlyParams());
  await before.sandbox.pay(monthly.id);
  before.answerWith(503);
  const open = await before.stripe.checkout.sessions.create(orderParams());
  await before.stripe.checkout.sessions.expire(open.id);
  await before.sandbox.settled();
  const balance = before.sandbox.balance();
  const clock = before.sandbox.now().getTime();
  const events = (await before.stripe.events.list({ limit: 100 })).data.map((event) => event.id);
  await before.close();
  // A commit that was being written when the process was killed.
  appendFileSync(journalFile, '{"w":[["checkout.session",{"id":"cs_te');

  const after = await openBench({ journalFile });
  try {
    expect(after.sandbox.balance()).toEqual(balance);
    expect(after.sandbox.now().getTime()).toBeGreaterThanOrEqual(clock);
    expect((await after.stripe.events.list({ limit: 100 })).data.map((event) => event.id)).toEqual(events);
    expect((await after.stripe.checkout.sessions.list()).data.map((row) => row.id)).toEqual([
      open.id,
      monthly.id,
      order.id,
    ]);
    const again = await after.stripe.checkout.sessions.create(orderParams(), { idempotencyKey: "order:1" });
    expect(again.id).toBe(order.id);
    await after.sandbox.advance(10);
    expect(after.types()).toContain("checkout.session.expired");
    await after.sandbox.advance(35 * day);
    expect((await after.stripe.invoices.list()).data.map((row) => row.status)).toEqual(["paid", "paid"]);
    after.sandbox.reset();
    expect((await after.stripe.events.list()).data).toEqual([]);
    expect(Math.abs(after.sandbox.now().getTime() - Date.now())).toBeLessThan(5000);
    expect(statSync(journalFile).size).toBeLessThan(1000);
  } finally {
    await after.close();
  }
});

type Running = { child: ChildProcess; stripe: Stripe };

/** The sandbox in a process of its own, over a journal. */
async function start(journalFile: string): Promise<Running> {
  const child = fork(join(import.meta.dirname, "sandbox-process.ts"), [journalFile, secretKey], { stdio: "inherit" });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(Number(message)));
    child.once("exit", (code) => reject(new Error(`The sandbox ended with ${code}`)));
  });
  const stripe = new Stripe(secretKey, {
    host: "127.0.0.1",
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return { child, stripe };
}

async function kill({ child }: Running): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

test("killed in the middle of work, again and again, it keeps every session it has told anyone about", async () => {
  const journalFile = join(folder, "stripe.jsonl");
  const told = new Map<string, string>();
  for (let round = 0; round < 4; round += 1) {
    const running = await start(journalFile);
    let at = 0;
    const work = Array.from({ length: 4 }, async () => {
      for (;;) {
        const key = `round ${round} order ${at++}`;
        const session = await running.stripe.checkout.sessions
          .create(orderParams(), { idempotencyKey: key })
          .catch(() => undefined);
        if (!session) return;
        told.set(key, session.id);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 150 + round * 60));
    await kill(running);
    await Promise.all(work);
  }
  const last = await start(journalFile);
  const known = new Set<string>();
  for await (const session of last.stripe.checkout.sessions.list({ limit: 100 })) known.add(session.id);
  expect(told.size).toBeGreaterThan(20);
  expect([...told.values()].filter((id) => !known.has(id))).toEqual([]);
  const [key, id] = [...told][0] ?? ["", ""];
  expect((await last.stripe.checkout.sessions.create(orderParams(), { idempotencyKey: key })).id).toBe(id);
  await kill(last);
});
