import { setTimeout as wait } from "node:timers/promises";
import { until } from "#sandbox/postgres/processes.ts";
import { type Aviary, askQuestions, beginToJoin, reportTypo } from "./flows.ts";
import type { LoudPart } from "./loud-parts.ts";

/** A failure that the site meets while it holds a person's words. Each says what it saw, so that none passes unseen. */
type Parts = { server: LoudPart; worker: LoudPart };

const question = (aviary: Aviary, what: string, text = aviary.birds.word(what)) =>
  aviary.caller().openAndSend("/contact", "question", {
    question: text,
    reply: "email",
    email: aviary.birds.email(`${what}: email`),
  });

/** Postgres refuses a row, and tells all of it in the error. */
export async function refusedRows(aviary: Aviary): Promise<void> {
  const { owner } = aviary.stage.database;
  const text = aviary.birds.word("question asked twice");
  await owner.query("create unique index canary_once on questions (body)");
  await question(aviary, "first asker", text);
  const again = await question(aviary, "second asker", text);
  await owner.query("drop index canary_once");
  await owner.query("alter table questions add constraint canary_check check (body like 'never%') not valid");
  const checked = await question(aviary, "question against a rule");
  await owner.query("alter table questions drop constraint canary_check");
  if (again.status !== 500 || checked.status !== 500) throw new Error("the rows were not refused");
}

/** A loader or an action throws. */
export async function thrown(aviary: Aviary): Promise<void> {
  const { owner } = aviary.stage.database;
  await owner.query("alter table questions rename to questions_gone");
  const reply = await question(aviary, "question to a table that is gone");
  await owner.query("alter table questions_gone rename to questions");
  if (reply.status !== 500) throw new Error("nothing was thrown");
}

/** The database goes down under the requests that are on their way to it, and is away for others. */
export async function databaseDown(aviary: Aviary): Promise<void> {
  const { stage } = aviary;
  const page = await aviary.caller().open("/contact");
  const under = Array.from({ length: 6 }, async (_, n) => {
    await wait(n * 30);
    await aviary
      .caller()
      .send(page, "question", {
        question: aviary.birds.word("question, database down"),
        reply: "email",
        email: aviary.birds.email("database down"),
      })
      .catch(() => {});
  });
  const { postgres } = stage.ground;
  process.kill(postgres.pid, "SIGQUIT");
  await postgres.died;
  await Promise.all(under);
  const away = await aviary.caller().send(page, "question", {
    question: aviary.birds.word("question, database away"),
    reply: "email",
    email: aviary.birds.email("database away"),
  });
  await postgres.restart("immediate");
  if (away.status < 500) throw new Error("the database was not away");
  for (const end = Date.now() + 20_000; ; await wait(100)) {
    const back = await stage.site.db
      .selectFrom("news")
      .select("id")
      .limit(1)
      .execute()
      .catch(() => undefined);
    if (back) return;
    if (Date.now() > end) throw new Error("the database did not come back");
  }
}

/** The mail server refuses a letter, in words that hold the receiver's address. */
export async function mailRefused(aviary: Aviary): Promise<void> {
  const { faults } = aviary.stage.mailbox;
  Object.assign(faults, { mode: "refuse-550", at: "recipient", times: 2 });
  await askQuestions(aviary);
  if (!(await until(() => faults.times === 0, 20_000, 50))) throw new Error("no mail was refused");
  Object.assign(faults, { mode: "none", times: null });
  await aviary.stage.quiet();
}

/** Stripe fails, and answers with what is no answer, while somebody gives and somebody joins. */
export async function stripeFails(aviary: Aviary): Promise<void> {
  const { answers } = aviary.stage.stripe.chaos;
  for (const rate of ["errorBeforeRate", "garbageRate"] as const) {
    const person = await beginToJoin(aviary, `join, ${rate}`);
    const page = await person.open("/join/check");
    Object.assign(answers, { only: "POST /v1/checkout/sessions*", [rate]: 1 });
    const reply = await person.send(page, "form-key", {});
    Object.assign(answers, { only: null, [rate]: 0 });
    if (reply.status === 303 && /\/pay\//.test(reply.headers.location ?? "")) throw new Error("Stripe did not fail");
  }
}

/** Killed while a request is under way; then a fault that nobody catches, with a library's print before it. */
export async function crashes(aviary: Aviary, { server, worker }: Parts): Promise<void> {
  const under = reportTypo(aviary).catch(() => {});
  await server.kill();
  await under;
  await worker.kill();
  for (const part of [server, worker]) {
    await part.start();
    const before = part.said.length;
    await part.crash();
    if (!part.said.slice(before).some((line) => line.includes("the process ends")))
      throw new Error("no crash was told");
    await part.start();
  }
}
