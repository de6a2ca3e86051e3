import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToJoin, balances, counts, pay } from "../support/money.ts";

const DAY = 86_400;

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const subjects = () => house.mailbox.messages().map((message) => message.subject);

describe("joining", () => {
  test("pays dues, and waits for a person", async () => {
    await pay(house, await askToJoin(house));
    await house.quiet();
    const application = await house.site.db.selectFrom("applications").selectAll().executeTakeFirstOrThrow();
    expect(application.state).toBe("waiting");
    expect(application.branch_id).toBeTruthy();
    expect(await counts(house)).toMatchObject({ payments: 1, dues: 1, memberships: 1, donations: 0 });
    expect(await balances(house)).toMatchObject({ dues: -500 });
    expect(subjects().sort()).toEqual([
      `For the membership secretary: ${application.public_ref}`,
      `Thank you: reference ${application.public_ref}`,
    ]);
    await house.stripe.advance(32 * DAY);
    await house.quiet();
    const terms = await house.site.db.selectFrom("dues").select("term").orderBy("received_at").execute();
    expect(terms).toHaveLength(2);
    const [first, second] = terms.map(({ term }) => term.slice(1, -1).split(","));
    expect(second?.[0]).toBe(first?.[1]);
  });

  test("twice at once is one membership; the second is ended at Stripe and its money goes back", async () => {
    const one = await askToJoin(house);
    const two = await askToJoin(house);
    await pay(house, one);
    await pay(house, two);
    await house.quiet();
    const memberships = await house.site.db.selectFrom("memberships").select("state").orderBy("created_at").execute();
    expect(memberships.map((membership) => membership.state).sort()).toEqual(["active", "duplicate"]);
    expect(await balances(house)).toMatchObject({ dues: -500 });
    expect(await balances(house)).not.toHaveProperty("owed_back"); // it has gone back by itself
    expect((await house.site.stripe.refunds.list({ limit: 10 })).data.map((refund) => refund.amount)).toEqual([500]);
    const subscriptions = await house.site.stripe.subscriptions.list({ status: "all" });
    expect(subscriptions.data.map((subscription) => subscription.status).sort()).toEqual(["active", "canceled"]);
    // both applications are before a person, and the second payment is told of by letter
    const states = await house.site.db.selectFrom("applications").select("state").execute();
    expect(states.map((application) => application.state)).toEqual(["waiting", "waiting"]);
    const owed = house.mailbox.messages().filter((message) => /this was a second payment/.test(message.text ?? ""));
    expect(owed).toHaveLength(1);
  });

  test("by Direct Debit: nothing is booked before the bank has paid", async () => {
    await pay(house, await askToJoin(house), { bacsAccount: "00012345" });
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 0, dues: 0 });
    expect((await house.site.db.selectFrom("checkouts").select("state").executeTakeFirstOrThrow()).state).toBe(
      "processing",
    );
    const letter = house.mailbox.messages().find((message) => /your Direct Debit is set up/.test(message.text ?? ""));
    expect(letter?.text).toContain("4 to 7 working days for the first £5");
    await house.stripe.advance(10 * DAY);
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 1, dues: 1 });
    expect((await house.site.db.selectFrom("applications").select("state").executeTakeFirstOrThrow()).state).toBe(
      "waiting",
    );
  });
});
