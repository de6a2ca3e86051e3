import { setTimeout as wait } from "node:timers/promises";
import { words } from "../../forms/visit.ts";
import type { Reply } from "../../support/ask.ts";
import { difference, readBooks } from "../crash/books.ts";
import { BUY, type FormJourney, GIVE, GIVE_MONTHLY, JOIN } from "../crash/journeys.ts";
import { backWithin, calmRun, compare, MINUTE_MS, type Outage, pay, paymentPage, type Scene } from "./scene.ts";

/** One way Stripe can be out of order: `on` and `off` switch it. */
type Trouble = {
  name: string;
  slow?: boolean;
  /** No answer Stripe ever gives: the page may be our own for a fault, as long as it says what is so and what to do. */
  senseless?: boolean;
  on(scene: Scene): void;
  off(scene: Scene): void;
};

const answers = (name: string, faults: Record<string, unknown>): Trouble => ({
  name,
  on: ({ stage }) => void Object.assign(stage.stripe.chaos.answers, faults),
  off: ({ stage }) =>
    void Object.assign(stage.stripe.chaos.answers, {
      only: null,
      remaining: null,
      slowMs: 0,
      errorBeforeRate: 0,
      errorAfterRate: 0,
      resetBeforeRate: 0,
      resetAfterRate: 0,
      garbageRate: 0,
    }),
});

const bent = (name: string, body: string, status = 200): Trouble => ({
  name,
  senseless: true,
  on: ({ bend }) => void Object.assign(bend, { body, status }),
  off: ({ bend }) => void Object.assign(bend, { body: undefined }),
});

const doors = (name: string, faults: object, slow = false): Trouble => ({
  name,
  slow,
  on: ({ doors: { serverToStripe, workerToStripe } }) => {
    for (const door of [serverToStripe, workerToStripe]) Object.assign(door.faults, faults);
  },
  off: ({ doors: { serverToStripe, workerToStripe } }) => {
    for (const door of [serverToStripe, workerToStripe])
      Object.assign(door.faults, { mode: "pass", delayMs: 0, drip: false });
  },
});

const SESSIONS = "POST /v1/checkout/sessions";
const TROUBLES: readonly Trouble[] = [
  answers("500 before it was done", { errorBeforeRate: 1 }),
  answers("500 although it was done", { errorAfterRate: 1, only: SESSIONS }),
  answers("500 although it was done, once", { errorAfterRate: 1, only: SESSIONS, remaining: 1 }),
  answers("reset before it was done", { resetBeforeRate: 1 }),
  answers("reset although it was done", { resetAfterRate: 1 }),
  answers("reset although it was done, once", { resetAfterRate: 1, remaining: 1 }),
  answers("garbage instead of JSON", { garbageRate: 1 }),
  bent("JSON of nothing", "{}"),
  bent("JSON of another object", '{"id":"cus_1","object":"customer","email":null}'),
  bent("a list where an object belongs", '{"object":"list","data":[],"has_more":false,"url":"/v1/x"}'),
  bent("404 without an error in it", '{"message":"Not Found"}', 404),
  bent("JSON that is null", "null"),
  doors("nobody there", { mode: "cut" }),
  doors("each byte by itself", { drip: true }),
  doors("a second late each way", { delayMs: 1_000 }),
  doors("no answer at all, past our 15 s and all our tries", { mode: "half-open" }, true),
  doors("30 s late, past our 15 s", { delayMs: 15_000 }, true),
];

/** Sentences that may stand on a page whose payment page could not be opened: what is so, and what to do. */
const PLAIN =
  /Nothing was taken|This page was open for a while\. Check your answers and send again\.|Nothing you sent before is lost\.|If you were paying, no money is taken twice\./;
const FALSE = /thank you|received|is ordered|Payment taken/i;

/** Somebody presses a button while Stripe is in trouble, again when it is over, and pays. */
async function pressInTrouble(scene: Scene, trouble: Trouble, journey: FormJourney): Promise<void> {
  const what = `${journey.name}, ${trouble.name}`;
  const leaves = await calmRun(scene, journey);
  const before = await readBooks(scene.stage);
  const openBefore = await openSessions(scene);
  const person = await journey.arrive(scene);
  trouble.on(scene);
  let reply: Reply;
  try {
    reply = await person.press();
    if (reply.status !== 303) checkPage(scene, what, reply, trouble.senseless ?? false);
  } finally {
    trouble.off(scene);
  }
  for (let presses = 0; reply.status !== 303 && presses < 2; presses++)
    reply =
      reply.body.includes('<form method="post"') && reply.status !== 500
        ? await person.pressOn(reply)
        : await person.press();
  await pay(scene, person, (await paymentPage(scene, reply)).session);
  await scene.rest();
  const left = difference(before, await readBooks(scene.stage));
  // an asking that Stripe failed is ended and another begun: that may be seen, as long as one is paid
  for (const name of [
    "checkouts",
    "form_keys",
    "orders",
    "order_lines",
    "reservations",
    "donation_offers",
    "recurring_donations",
    "applications",
  ])
    if ((left[name] ?? 0) > (leaves[name] ?? 0)) left[name] = leaves[name] ?? 0;
  compare(scene, left, leaves, 1, what);
  const open = (await openSessions(scene)) - openBefore;
  if (open > 0) scene.blame(`${what}: ${open} more pages at Stripe can be paid`);
}

async function openSessions({ stage }: Scene): Promise<number> {
  let count = 0;
  for await (const _ of stage.site.stripe.checkout.sessions.list({ limit: 100, status: "open" })) count += 1;
  return count;
}

function checkPage(scene: Scene, what: string, reply: Reply, senseless: boolean): void {
  const said = words(reply);
  const owned = reply.status === 503 || reply.status === 422 || (senseless && reply.status === 500);
  if (!owned) scene.blame(`${what}: the form is answered ${reply.status}`);
  if (!PLAIN.test(said)) scene.blame(`${what}: the page does not say what to do: ${said.slice(0, 300)}`);
  if (FALSE.test(said)) scene.blame(`${what}: the page says what is not so: ${FALSE.exec(said)?.[0]}`);
}

/** Somebody has paid, and Stripe cannot be asked about it: by the thank-you page, and by the worker. */
async function settleInTrouble(scene: Scene, trouble: Trouble, journey: FormJourney): Promise<number> {
  const what = `${journey.name}, paid, ${trouble.name}`;
  const leaves = await calmRun(scene, journey);
  const before = await readBooks(scene.stage);
  const person = await journey.arrive(scene);
  const { session, back } = await paymentPage(scene, await person.press());
  trouble.on(scene);
  try {
    await pay(scene, person, session);
    const shown = await person.open(back);
    // a bought basket is emptied on the way to the order's page
    if (shown.status !== 200 && shown.status !== 303) checkPage(scene, what, shown, trouble.senseless ?? false);
    if (/not paid|no money was taken|nothing was taken/i.test(words(shown)))
      scene.blame(`${what}: the page of thanks is wrong`);
    // long enough for the worker to fail once or twice
    await wait(3_000);
  } finally {
    trouble.off(scene);
  }
  const ms = await backWithin(scene, MINUTE_MS, async () => {
    const now = difference(before, await readBooks(scene.stage));
    return (
      (now.payments ?? 0) === (leaves.payments ?? 0) && (now["letters sent"] ?? 0) === (leaves["letters sent"] ?? 0)
    );
  });
  await scene.rest();
  compare(scene, difference(before, await readBooks(scene.stage)), leaves, 1, what);
  return ms;
}

export const STRIPE_OUTAGES: readonly Outage[] = TROUBLES.flatMap((trouble): Outage[] => [
  {
    name: `Stripe: ${trouble.name}, at the press`,
    slow: trouble.slow,
    async play(scene) {
      const journeys = trouble.slow ? [GIVE] : [BUY, GIVE, GIVE_MONTHLY, JOIN];
      for (const journey of journeys) await pressInTrouble(scene, trouble, journey);
      return {};
    },
  },
  {
    name: `Stripe: ${trouble.name}, after paying`,
    slow: trouble.slow,
    async play(scene) {
      const ms: number[] = [];
      for (const journey of trouble.slow ? [GIVE] : [BUY, GIVE_MONTHLY])
        ms.push(await settleInTrouble(scene, trouble, journey));
      return { "settled after, ms": Math.max(...ms) };
    },
  },
]);
