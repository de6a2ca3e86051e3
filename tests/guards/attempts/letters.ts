import { type Attempt, attempt, CHECK, UNIQUE } from "../attempt.ts";
import { NOW } from "../rows/standing.ts";
import type { Scene } from "../scene.ts";
import { mustBe } from "../stage.ts";
import { allowsRow, keepsFacts, onlyGrows, refusesRows, refusesTwice } from "../tries.ts";

const HASH = "audit_hash(prev, seq, at, actor, action, object, fields)";

/** The newest row, the head that stands before and after it, and whether its hash is what its words give. */
async function addToLog(s: Scene, over: object = {}) {
  const [before] = await s.sql("select seq::int, hash from audit_head");
  const { seq } = await s.insert("audit_log", { ...over });
  const [row] = await s.sql(
    `select seq::int, prev, hash, hash = ${HASH} as whole, at from audit_log where seq = $1`,
    seq,
  );
  const [after] = await s.sql("select seq::int, hash from audit_head");
  return { before, row, after };
}

const noTrigger = (s: Scene) => s.sql("alter table audit_log disable trigger user");

export const AUDIT: Attempt[] = [
  ...allowsRow("audit_log", {
    "a command": {},
    "an officer": { actor: `officer:${crypto.randomUUID()}` },
    "a job": { actor: "job:send-letter" },
  }),
  ...refusesRows("audit_log", {
    "somebody we can name did it": { actor: "somebody" },
    "something was done": { action: "" },
    "to something": { object: "" },
  }),
  attempt(
    "audit_log",
    "each row takes the next number and hangs on the one before, whatever it says of itself",
    async (s) => {
      const forged = { seq: 7, prev: Buffer.from("aa", "hex"), hash: Buffer.from("bb", "hex"), at: "2020-01-01" };
      const { before, row, after } = await addToLog(s, forged);
      mustBe("number", row?.seq, Number(before?.seq) + 1);
      mustBe("link", row?.prev, before?.hash);
      mustBe("hash", row?.whole, true);
      mustBe("head", after, { seq: row?.seq, hash: row?.hash });
      const next = await addToLog(s);
      mustBe("next number", next.row?.seq, Number(row?.seq) + 1);
      mustBe("next link", next.row?.prev, row?.hash);
    },
  ),
  attempt(
    "audit_log",
    "no two have one number",
    async (s) => {
      const head = await s.sql("select seq, hash from audit_head");
      await s.insert("audit_log");
      await s.sql("update audit_head set seq = $1, hash = $2", head[0]?.seq, head[0]?.hash);
      await s.refused(UNIQUE, () => s.insert("audit_log"));
    },
    "owner",
  ),
  attempt(
    "audit_log",
    "no two have one hash",
    async (s) => {
      const { seq, hash, prev, at } = await s.insert("audit_log");
      await noTrigger(s);
      await s.refused(UNIQUE, () => s.insert("audit_log", { seq: Number(seq) + 1, hash, prev, at }));
    },
    "owner",
  ),
  ...onlyGrows("audit_log", "object"),
  attempt(
    "audit_head",
    "there is one head",
    async (s) => {
      await s.refused(UNIQUE, () => s.insert("audit_head"));
      await s.refused(CHECK, () => s.insert("audit_head", { only_row: false }));
    },
    "owner",
  ),
];

export const LETTERS: Attempt[] = [
  ...allowsRow("stripe_events", { "news from Stripe": {} }),
  ...refusesTwice("stripe_events", { id: {} }),
  attempt("stripe_events", "what was done with it has a time, and what was not done a reason", async (s) => {
    const { id } = await s.insert("stripe_events");
    const set = (facts: object) => () => s.change("stripe_events", { id }, { ...facts });
    await s.refused(CHECK, set({ done_at: NOW }));
    await s.refused(CHECK, set({ state: "done" }));
    await s.refused(CHECK, set({ state: "parked", done_at: NOW }));
    await s.refused(CHECK, set({ state: "ignored", done_at: NOW }));
    await s.passes(set({ state: "parked", done_at: NOW, reason: "another sum came" }));
    await s.passes(set({ state: "done", done_at: NOW }));
  }),
  keepsFacts("stripe_events", {
    id: "evt_other",
    type: "charge.updated",
    api_version: "another",
    livemode: true,
    created: "2027-01-01",
    object_id: "re_other",
    object_kind: "charge",
    received_at: NOW,
  }),

  ...allowsRow("outbox", { "a letter": {} }),
  ...refusesRows("outbox", { "one that waits was not sent": { sent_at: NOW } }),
  ...refusesTwice("outbox", { dedupe_key: {} }),
  attempt("outbox", "one that was sent was sent at a time", async (s) => {
    const { id } = await s.insert("outbox");
    await s.change("outbox", { id }, { state: "sending" });
    await s.refused(CHECK, () => s.change("outbox", { id }, { state: "sent" }));
    await s.passes(() => s.change("outbox", { id }, { state: "sent", sent_at: NOW }));
  }),
  attempt("outbox", "when it was sent stays", async (s) => {
    const { id } = await s.insert("outbox");
    await s.change("outbox", { id }, { state: "sending" });
    await s.change("outbox", { id }, { state: "sent", sent_at: NOW });
    await s.refused(CHECK, () => s.change("outbox", { id }, { sent_at: "2027-01-01" }));
  }),
  keepsFacts("outbox", { dedupe_key: "other", letter: "other", ref_id: crypto.randomUUID(), created_at: NOW }),

  ...allowsRow("form_keys", { "a press of a button": {} }),
  ...refusesTwice("form_keys", { key: {} }),

  ...allowsRow("questions", {
    "a question": {},
    "one to be rung about": { reply_by: "phone", email: null, phone: "020" },
  }),
  ...refusesRows("questions", {
    "it says something": { body: "" },
    "it is not a book": { body: "x".repeat(5001) },
    "its state is one we know": { state: "lost" },
    "who wants an email gives one": { email: null },
    "who wants a call gives a number": { reply_by: "phone" },
  }),
  attempt(
    "questions",
    "it is answered by email or phone",
    async (s) => {
      await s.sql("alter table questions drop constraint if exists questions_check");
      await s.refused(CHECK, () => s.insert("questions", { reply_by: "post" }));
    },
    "owner",
  ),
  ...refusesTwice("questions", { public_ref: {} }),

  ...refusesRows("state_moves", { "a move leads somewhere": { t: "a" } }, { as: "owner" }),
  ...refusesTwice("state_moves", { "subject, f, t": {} }, "owner"),
];
