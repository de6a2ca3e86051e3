import { refundByReference } from "#app/settlement/refund-asked.ts";
import type { Reply } from "../../support/ask.ts";
import type { Stage } from "../stage/stage.ts";
import { type Birds, payerOf } from "./birds.ts";
import { Caller } from "./caller.ts";

const TEXT = "in-defence-of-october";
const DECLINED = "4000000000000002";
const DISPUTED = "4000000000000259";

/** What every flow works with. */
export type Aviary = { stage: Stage; birds: Birds; ledTo: string[]; caller(): Caller };

export function openAviary(stage: Stage, birds: Birds): Aviary {
  const ledTo: string[] = [];
  return { stage, birds, ledTo, caller: () => new Caller(stage.url, birds, ledTo) };
}

function expectStatus(reply: Reply, ...wanted: number[]): Reply {
  if (!wanted.includes(reply.status)) throw new Error(`${reply.status} instead of ${wanted.join(" or ")}`);
  return reply;
}

/** Pays on Stripe's page, after a card that is declined. */
async function pay({ stage, birds }: Aviary, reply: Reply, what: string, number?: string): Promise<void> {
  const session = /\/pay\/(cs_test_\w+)/.exec(expectStatus(reply, 303).headers.location ?? "")?.[1];
  if (!session) throw new Error(`${what}: Stripe's page was not reached`);
  const payer = payerOf(birds, what);
  await stage.stripe.pay(session, { ...payer, number: DECLINED });
  await stage.stripe.pay(session, { ...payer, ...(number ? { number } : {}) });
}

export async function askQuestions({ birds, caller }: Aviary): Promise<void> {
  const one = await caller().openAndSend(`/contact?about=${TEXT}`, "question", {
    question: `What of ${birds.word("question")}?`,
    reply: "email",
    email: birds.email("question: email"),
    name: birds.word("question: name"),
  });
  expectStatus(one, 303);
  const other = await caller().openAndSend("/contact", "question", {
    question: birds.word("question by phone"),
    reply: "phone",
    phone: birds.phone("question: phone"),
    name: birds.word("question by phone: name"),
  });
  expectStatus(other, 303);
}

export async function reportTypo({ birds, caller }: Aviary): Promise<void> {
  const sent = await caller().openAndSend(`/texts/${TEXT}/wrong?at=p1`, "says", {
    quoted: birds.word("typo: quoted"),
    says: birds.word("typo: says"),
  });
  expectStatus(sent, 303);
}

/** As far as the page before the last; the one who joins goes on from there. */
export async function beginToJoin({ birds, caller }: Aviary, what: string, dues = "/join/dues"): Promise<Caller> {
  const person = caller();
  const details = await person.openAndSend("/join", "postcode", {
    name: birds.word(`${what}: name`),
    email: birds.email(`${what}: email`),
    phone: birds.phone(`${what}: phone`),
    line1: birds.word(`${what}: line 1`),
    line2: birds.word(`${what}: line 2`),
    town: birds.word(`${what}: town`),
    postcode: birds.word(`${what}: postcode`),
    union: birds.word(`${what}: trade union`),
  });
  expectStatus(details, 303);
  const chosen = { rate: "other", amount: "5", agree: "yes", "news-email": "yes", "news-text": "yes" };
  const page = await person.open(dues);
  expectStatus(await person.send(page, "rate", chosen), 303);
  return person;
}

export async function join(aviary: Aviary): Promise<void> {
  const person = await beginToJoin(aviary, "join");
  await pay(aviary, await person.openAndSend("/join/check", "form-key", {}), "join");
  const waits = await beginToJoin(aviary, "join without paying", "/join/tell-us");
  expectStatus(await waits.openAndSend("/join/check", "form-key", {}), 303);
}

export async function give(aviary: Aviary): Promise<void> {
  const { birds, caller } = aviary;
  const much = caller();
  const asked = await much.openAndSend("/donate", "amount", { every: "once", amount: "600" });
  const sent = await much.openAndSend(expectStatus(asked, 303).headers.location ?? "", "own", {
    name: birds.word("gift over the floor: name"),
    line1: birds.word("gift over the floor: line 1"),
    line2: birds.word("gift over the floor: line 2"),
    town: birds.word("gift over the floor: town"),
    postcode: birds.word("gift over the floor: postcode"),
    own: "yes",
  });
  await pay(aviary, sent, "gift over the floor");
  const monthly = await caller().openAndSend("/donate", "amount", { every: "month", amount: "7.50" });
  await pay(aviary, monthly, "monthly gift");
}

export async function buy(aviary: Aviary): Promise<void> {
  const { stage, birds, caller } = aviary;
  for (const [what, card] of [
    ["order", undefined],
    ["disputed order", DISPUTED],
  ] as const) {
    const person = caller();
    const page = await person.open(`/shop/${TEXT}`);
    expectStatus(await person.send(page, "slug", { intent: "add", slug: TEXT }), 303);
    await pay(aviary, await person.openAndSend("/basket", "form-key", { intent: "pay" }), what, card);
    await stage.quiet();
  }
  const order = await stage.site.db
    .selectFrom("orders")
    .select("public_ref")
    .where("state", "=", "paid")
    .orderBy("created_at")
    .executeTakeFirstOrThrow();
  const asked = { reference: order.public_ref, amountPence: undefined, reason: birds.word("reason of a refund") };
  const answer = await refundByReference(stage.site, { ...asked, key: undefined });
  if (!answer.ok) throw new Error(answer.why);
}

/** What is typed where nothing can be done with it, and in every part of an address. */
export async function wander({ birds, caller }: Aviary): Promise<void> {
  const person = caller();
  const word = (where: string) => birds.word(where);
  const pages = ["/", "/reading", `/texts/${TEXT}`, "/news", "/shop", "/donate", "/join", "/contact", "/basket"];
  for (const page of pages) await person.open(`${page}?x=${word(`query of ${page}`)}`);
  await person.open(`/search?q=${word("search")}`);
  await person.open(`/${word("path")}`);
  // no route takes a line separator, and the pages' router prints what it does not know
  await person.open(
    `/${encodeURIComponent(`</title></textarea><!--<script>--> ]]> \u2028</script>${word("odd path")}`)}`,
  );
  await person.open(`/texts/${word("slug")}`);
  for (const path of ["/orders", "/donations", "/dues"])
    await person.open(`${path}/${word(`${path}: reference`)}?key=${word(`${path}: key`)}`);
  await person.open(`/donate/thanks?checkout=${word("thanks: checkout")}&key=${word("thanks: key")}`);
  await person.open(`/contact/sent?ref=${word("sent: reference")}&key=${word("sent: key")}`);
  await person.open(`/contact?about=${word("about")}`);
  await person.open(`/webhooks/stripe?x=${word("webhook: query")}`);
  await person.open(`/%00${word("an address that is refused")}`);
  const fills: [string, string, Record<string, string>][] = [
    ["/contact", "question", { question: word("refused question"), reply: "email", email: word("refused email") }],
    ["/donate", "amount", { every: "once", amount: word("refused amount") }],
    ["/join", "postcode", { name: word("refused name"), email: word("refused address"), website: word("decoy") }],
    [`/texts/${TEXT}/wrong`, "says", { quoted: word("refused quote"), "form-key": word("refused token") }],
  ];
  for (const [path, having, over] of fills) expectStatus(await person.openAndSend(path, having, over), 422);
}
