import { setTimeout as wait } from "node:timers/promises";
import type { MailFaults } from "#sandbox/mailbox/mailbox.ts";
import { difference, readBooks } from "../crash/books.ts";
import { GIVE } from "../crash/journeys.ts";
import { backWithin, calmRun, compare, MINUTE_MS, type Outage, pay, paymentPage, type Scene } from "./scene.ts";

const LETTERS = 4;

/** Four people give while the mail is in trouble. Their money is there, and then their letters, each once or twice. */
async function giveInTrouble(
  scene: Scene,
  on: () => void,
  off: () => void,
  mostTwice: number,
): Promise<Record<string, number>> {
  const leaves = await calmRun(scene, GIVE);
  const before = await readBooks(scene.stage);
  const came = scene.stage.mailbox.messages().length;
  on();
  for (let people = 0; people < LETTERS; people++) {
    const person = await GIVE.arrive(scene);
    await pay(scene, person, (await paymentPage(scene, await person.press())).session);
  }
  const paid = async () => difference(before, await readBooks(scene.stage)).payments === LETTERS;
  await backWithin(scene, MINUTE_MS, paid); // the money waits for no letter
  await wait(3_000);
  off();
  const ms = await backWithin(scene, MINUTE_MS, async () => {
    return (difference(before, await readBooks(scene.stage))["letters sent"] ?? 0) === LETTERS;
  });
  await scene.rest();
  compare(scene, difference(before, await readBooks(scene.stage)), leaves, LETTERS, "after the trouble");
  const twice = scene.stage.mailbox.messages().length - came - LETTERS;
  if (twice > mostTwice) scene.blame(`${twice} letters came twice, where at most ${mostTwice} may`);
  return { "letters later, ms": ms, "letters twice": twice };
}

const faulty = (name: string, faults: Partial<MailFaults>, mostTwice: number, slow = false): Outage => ({
  name: `Mail: ${name}`,
  slow,
  play: (scene) =>
    giveInTrouble(
      scene,
      () => void Object.assign(scene.stage.mailbox.faults, faults),
      () => void Object.assign(scene.stage.mailbox.faults, { mode: "none", at: "message", times: null, every: 1 }),
      mostTwice,
    ),
});

const behindTheDoor = (name: string, faults: object, slow = false): Outage => ({
  name: `Mail: ${name}`,
  slow,
  play: (scene) =>
    giveInTrouble(
      scene,
      () => void Object.assign(scene.doors.workerToMail.faults, faults),
      () => void Object.assign(scene.doors.workerToMail.faults, { mode: "pass", delayMs: 0, drip: false }),
      0,
    ),
});

const LETTER_JOBS =
  "select id, attempts, max_attempts, run_at > now() + interval '30 min' as later from graphile_worker.jobs where task_identifier = 'send-letter'";

/** The mail server is away for longer than the queue tries: the letter is not given up with its job. */
async function outlastTheQueue(scene: Scene): Promise<Record<string, number>> {
  const { stage } = scene;
  const { owner } = stage.database;
  const jobs = async () =>
    (await owner.query<{ attempts: number; max_attempts: number; later: boolean }>(LETTER_JOBS)).rows;
  Object.assign(stage.mailbox.faults, { mode: "refuse-451" });
  try {
    const person = await GIVE.arrive(scene);
    await pay(scene, person, (await paymentPage(scene, await person.press())).session);
    await backWithin(scene, MINUTE_MS, async () => (await jobs()).some((job) => job.attempts > 0));
    await wait(500);
    await owner.query(
      `update graphile_worker._private_jobs set attempts = max_attempts - 1, run_at = now()
       where task_id = (select id from graphile_worker._private_tasks where identifier = 'send-letter')`,
    );
    await backWithin(scene, MINUTE_MS, async () => (await jobs()).some((job) => job.attempts === 0 && job.later));
  } finally {
    Object.assign(stage.mailbox.faults, { mode: "none" });
  }
  await owner.query(
    `update graphile_worker._private_jobs set run_at = now()
     where task_id = (select id from graphile_worker._private_tasks where identifier = 'send-letter')`,
  );
  const late = async () => (await owner.query("select from outbox where state <> 'sent'")).rowCount === 0;
  return { "letters later, ms": await backWithin(scene, MINUTE_MS, late) };
}

export const MAIL_OUTAGES: readonly Outage[] = [
  faulty("each letter refused for now (451)", { mode: "refuse-451" }, 0),
  faulty("each receiver refused for now (451)", { mode: "refuse-451", at: "recipient" }, 0),
  faulty("each letter refused for good (550)", { mode: "refuse-550" }, 0),
  faulty("two letters taken, then the connection is reset", { mode: "reset", times: 2 }, 2),
  faulty("two letters lost with their connection", { mode: "drop", times: 2 }, 0),
  faulty("two letters taken, and no word after", { mode: "hang", times: 2 }, 0, true),
  { name: "Mail: refused for longer than the queue tries", play: outlastTheQueue },
  behindTheDoor("nobody there", { mode: "cut" }),
  behindTheDoor("words that are not SMTP", { mode: "garbage" }),
  behindTheDoor("each byte by itself", { drip: true }),
  behindTheDoor("no answer at all", { mode: "half-open" }, true),
];
