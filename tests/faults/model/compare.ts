import assert from "node:assert/strict";
import { expected, type Picture } from "./expected.ts";
import { held, readPayments } from "./held.ts";
import { findUnsound, findWrongLetters, type Real } from "./real.ts";
import { balanceOf, leftOf, type Model } from "./truth.ts";

/** Why an event may wait for a person: the law wants one. */
const FOR_A_PERSON = [
  "money of a regulated donation went back: decide the case",
  "money of a regulated donation is disputed: decide the case",
];

/** Holds the house against the model: all of it where it knows everything, else what must be so at any time. */
export async function compare(model: Model, real: Real): Promise<void> {
  none("This cannot be", await findUnsound(real));
  if (!model.synced) return compareLoosely(model, real);
  none("The house differs from what happened", differences(await held(real, model), expected(model)));
  none("Letters", await findWrongLetters(real));
  const { rows } = await real.database.owner.query<{ reason: string }>(
    "select distinct reason from stripe_events where state = 'parked'",
  );
  none(
    "News waits for a person",
    rows.map(({ reason }) => reason).filter((reason) => !FOR_A_PERSON.includes(reason)),
  );
}

function none(title: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new Error([`${title}:`, ...faults.map((fault) => `  ${fault}`)].join("\n"));
}

/** Each thing that two pictures tell differently. */
function differences(house: Picture, truth: Picture): string[] {
  const [here, there] = [lines(house), lines(truth)];
  return [...new Set([...here.keys(), ...there.keys()])]
    .filter((what) => here.get(what) !== there.get(what))
    .map((what) => `${what}: ${here.get(what) ?? "nothing"}, and it has to be ${there.get(what) ?? "nothing"}`);
}

function lines(picture: Picture): Map<string, string> {
  const told = new Map<string, string>();
  for (const [part, what] of Object.entries(picture)) {
    if (typeof what === "number") told.set(part, `${what}`);
    else for (const [name, one] of Object.entries(what)) told.set(`${part}, ${name}`, `${one}`);
  }
  return told;
}

/** The house knows less than happened: never more, and no other sums. */
async function compareLoosely(model: Model, real: Real): Promise<void> {
  const { availablePence, pendingPence } = real.stripe.balance();
  assert.equal(availablePence + pendingPence, balanceOf(model), "the model is wrong: Stripe holds another sum");
  const truth = new Map(model.payments.map((payment) => [payment.intent, payment]));
  for (const { intent, pence, refunds } of await readPayments(real)) {
    const payment = truth.get(intent);
    assert.ok(payment, `a payment that Stripe knows nothing of: ${intent}`);
    assert.equal(pence, payment.pence, payment.name);
    const back = refunds.filter((one) => /pending|succeeded/.test(one)).map((one) => Number.parseInt(one, 10));
    const gone = back.reduce((sum, one) => sum + one, 0);
    // one that failed at Stripe may still count as gone here
    const failed = payment.refunds.filter((one) => one.state === "failed").map((one) => one.pence);
    const most = payment.pence - leftOf(payment) + failed.reduce((sum, one) => sum + one, 0);
    assert.ok(gone <= most, `${gone} of ${payment.name} went back here, and ${most} at Stripe`);
  }
}
