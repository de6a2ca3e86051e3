import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectSound } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { pay } from "../support/money.ts";
import { Visit, words } from "./visit.ts";

/** What goes wrong between a form and its money, and what the page then says. */
let house: House;
let visit: Visit;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => {
  visit = new Visit(house.url);
});
afterAll(async () => {
  await house.quiet();
  await expectSound(house.database);
  await house.close();
});

/** Stripe breaks every connection while `during` runs. */
async function withStripeAway<T>(during: () => Promise<T>): Promise<T> {
  house.stripe.chaos.answers.resetBeforeRate = 1;
  try {
    return await during();
  } finally {
    house.stripe.chaos.answers.resetBeforeRate = 0;
  }
}

const newest = (table: "orders" | "checkouts" | "applications" | "donation_offers") =>
  house.site.db.selectFrom(table).selectAll().orderBy("created_at", "desc").executeTakeFirstOrThrow();
const count = async (table: "orders" | "checkouts" | "applications" | "donation_offers" | "questions") =>
  (await house.site.db.selectFrom(table).select("id").execute()).length;
const quantity = "quantity-in-defence-of-october";

async function fillBasket(): Promise<void> {
  expect((await visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" })).status).toBe(303);
}
const payBasket = () => visit.openAndSend("/basket", quantity, { intent: "pay" });

const DETAILS = { name: "Emma Example", line1: "2 Example Road", town: "London", postcode: "E11 3ZZ" };

async function reachCheck(email: string, over: Record<string, string> = {}): Promise<void> {
  await visit.openAndSend("/join", "postcode", { ...DETAILS, email, ...over });
  const [rate] = await house.site.db.selectFrom("rates").selectAll().where("slug", "=", "low-paid").execute();
  const sent = await visit.openAndSend("/join/dues", "rate", { rate: rate?.id ?? "", agree: "yes" });
  expect(sent.headers.location).toBe("/join/check");
}

describe("Stripe out of reach", () => {
  test("a basket is kept, and the next press pays the same order", async () => {
    await fillBasket();
    const orders = await count("orders");
    const failed = await withStripeAway(payBasket);
    expect(failed.status).toBe(503);
    expect(words(failed)).toContain("Nothing was taken and your basket is as you left it. Try again in a few minutes.");
    expect(failed.body).toMatch(/<title>Error: /);
    const again = await visit.send(failed, quantity, { intent: "pay" });
    expect([again.status, again.headers.location]).toEqual([303, expect.stringContaining("/pay/cs_test_")]);
    expect(await count("orders")).toBe(orders + 1);
  });

  test("and so it does from a page that was opened anew", async () => {
    await fillBasket();
    const orders = await count("orders");
    await withStripeAway(payBasket);
    expect((await payBasket()).status).toBe(303);
    expect(await count("orders")).toBe(orders + 1);
  });

  test("a donation keeps its choices, and is offered once", async () => {
    const failed = await withStripeAway(() =>
      visit.openAndSend("/donate", "amount", { every: "once", amount: "12.50" }),
    );
    expect(failed.status).toBe(503);
    expect(words(failed)).toContain("Nothing was taken");
    expect(failed.body).toContain('value="12.50"');
    const offers = await count("donation_offers");
    const again = await visit.send(failed, "amount", { every: "once", amount: "12.50" });
    expect(again.headers.location).toContain("/pay/cs_test_");
    expect(await count("donation_offers")).toBe(offers);
  });

  test("joining keeps its answers, and applies once", async () => {
    await reachCheck("away@reader.example");
    const page = await visit.open("/join/check");
    const failed = await withStripeAway(() => visit.send(page, "form-key", {}));
    expect(failed.status).toBe(503);
    expect(words(failed)).toContain("Nothing was taken and we have kept your answers.");
    const applications = await count("applications");
    expect((await visit.send(failed, "form-key", {})).headers.location).toContain("/pay/cs_test_");
    expect(await count("applications")).toBe(applications);
  });

  test("a thank-you page says that the money is on its way, and shows it later", async () => {
    await visit.openAndSend("/donate", "amount", { every: "once", amount: "5" });
    const checkout = await newest("checkouts");
    const { success_url: address } = await house.site.stripe.checkout.sessions.retrieve(
      (checkout as { session_id: string | null }).session_id ?? "",
    );
    const path = (address ?? "").slice(house.url.length);
    expect(words(await visit.open(path))).toContain("Your payment is still on its way");
    await pay(house, checkout.id);
    expect(words(await withStripeAway(() => visit.open(path)))).toMatch(/on its way|received on/);
    expect(words(await visit.open(path))).toContain("£5 received on");
  });
});

describe("what changed while the basket lay open", () => {
  test("a new price is said before anything is paid, and then holds", async () => {
    await fillBasket();
    const page = await visit.open("/basket");
    const price = (pence: number) =>
      house.database.owner.query("update pamphlets set price_pence = $1 where slug = 'in-defence-of-october'", [pence]);
    await price(60);
    try {
      const orders = await count("orders");
      const refused = await visit.send(page, quantity, { intent: "pay" });
      expect(refused.status).toBe(422);
      expect(words(refused)).toContain(
        "The price of In Defence of October is now 60p. Check the total before you pay.",
      );
      expect(words(refused)).toContain("Continue to payment: £1.70");
      expect(await count("orders")).toBe(orders);
      expect((await visit.send(refused, quantity, { intent: "pay" })).headers.location).toContain("/pay/");
      expect(await newest("orders")).toMatchObject({ total_pence: 170 });
    } finally {
      await price(50);
    }
  });

  test("a quantity that was typed but not updated is shown with its total first", async () => {
    await fillBasket();
    const sent = await visit.openAndSend("/basket", quantity, { intent: "pay", [quantity]: "2" });
    expect(sent.headers.location).toBe("/basket?updated=yes");
    expect(words(await visit.open("/basket?updated=yes"))).toContain("Continue to payment: £2.10");
  });

  test("bought in another tab, it is empty, and its order can be seen", async () => {
    await fillBasket();
    await payBasket();
    await pay(house, (await newest("checkouts")).id);
    await house.quiet();
    const page = await visit.open("/basket");
    expect(words(page)).toContain("What was in your basket is ordered.");
    expect(words(page)).toContain("Your basket is empty.");
    expect(words(await visit.open("/basket"))).not.toContain("is ordered");
  });

  test("more than we send online is refused, never cut in silence", async () => {
    await fillBasket();
    await visit.openAndSend("/basket", quantity, { intent: "update", [quantity]: "50" });
    const more = await visit.openAndSend("/shop/in-defence-of-october", "slug", { intent: "add" });
    expect(more.status).toBe(422);
    expect(words(more)).toContain("50 copies is the most we send online, and you have 50 in the basket.");
  });
});

describe("giving", () => {
  test("an old page with another amount is no second press", async () => {
    const page = await visit.open("/donate");
    expect((await visit.send(page, "amount", { every: "once", amount: "5" })).status).toBe(303);
    const other = await visit.send(page, "amount", { every: "once", amount: "6" });
    expect(other.status).toBe(422);
    expect(words(other)).toContain("This page was open for a while. Check your answers and send again.");
  });

  test("the words that were shown are kept with the gift", async () => {
    const page = await visit.open("/donate");
    await visit.send(page, "amount", { every: "once", preset: "1000" });
    const offer = (await newest("donation_offers")) as { wording: string; amount_pence: number };
    expect(offer.amount_pence).toBe(1000);
    expect(words(page)).toContain(offer.wording);
    expect(offer.wording).toContain("Over £500 we must check who gives.");
  });
});

describe("joining", () => {
  test("without paying now: nothing is taken, and the officers are told", async () => {
    await visit.openAndSend("/join", "postcode", { ...DETAILS, email: "later@reader.example" });
    const [rate] = await house.site.db.selectFrom("rates").select("id").where("slug", "=", "unwaged").execute();
    await visit.openAndSend("/join/tell-us", "rate", { rate: rate?.id ?? "", agree: "yes" });
    const checkouts = await count("checkouts");
    const sent = await visit.openAndSend("/join/check", "form-key", {});
    expect(sent.headers.location).toMatch(/^\/join\/thanks\?application=/);
    expect(words(await visit.open(sent.headers.location ?? ""))).toContain("nothing has been taken");
    expect(await count("checkouts")).toBe(checkouts);
    expect(await newest("applications")).toMatchObject({ state: "waiting", wants_contact_about_paying: true });
    expect((await visit.open("/join/check")).headers.location).toBe("/join"); // the answers are forgotten
  });

  test("by Direct Debit the page says that the dues are on their way", async () => {
    await reachCheck("bacs@reader.example");
    await visit.openAndSend("/join/check", "form-key", {});
    const checkout = (await newest("checkouts")) as { id: string; session_id: string | null };
    await pay(house, checkout.id, { bacsAccount: "00012345", email: "bacs@reader.example", name: DETAILS.name });
    const { success_url: address } = await house.site.stripe.checkout.sessions.retrieve(checkout.session_id ?? "");
    expect(words(await visit.open((address ?? "").slice(house.url.length)))).toContain("takes 4 to 7 working days");
  });

  test("answers that changed end the page that asked for the old ones", async () => {
    await reachCheck("changed@reader.example");
    await visit.openAndSend("/join/check", "form-key", {});
    const first = await newest("checkouts");
    await visit.openAndSend("/join/dues", "rate", { rate: "other", amount: "9", agree: "yes" });
    const second = await visit.openAndSend("/join/check", "form-key", {});
    expect(second.headers.location).toContain("/pay/");
    const states = await house.site.db.selectFrom("checkouts").select(["id", "state", "total_pence"]).execute();
    expect(states.find((checkout) => checkout.id === first.id)?.state).toBe("expired");
    expect((await newest("checkouts")) as { total_pence: number }).toMatchObject({ total_pence: 900, state: "open" });
  });

  test("whoever types a member's name, email and address is led to payment like everybody, and told nothing", async () => {
    await reachCheck("member@reader.example");
    await visit.openAndSend("/join/check", "form-key", {});
    await pay(house, (await newest("checkouts")).id, { email: "member@reader.example", name: DETAILS.name });
    await house.quiet();

    visit = new Visit(house.url);
    await reachCheck("member@reader.example", { postcode: "LS1 4AP" });
    const stranger = await visit.openAndSend("/join/check", "form-key", {});
    expect(stranger.headers.location).toContain("/pay/cs_test_");

    visit = new Visit(house.url);
    await reachCheck("member@reader.example", { postcode: "e113zz" });
    const themselves = await visit.openAndSend("/join/check", "form-key", {});
    expect(themselves.headers.location).toContain("/pay/cs_test_");
    await house.quiet();
    const letters = house.mailbox.messages().filter((letter) => /already/.test(letter.text ?? ""));
    expect(letters).toHaveLength(1); // one a day, however often someone tries
  });
});

describe("asking", () => {
  test("the same press ten times at once is one question", async () => {
    const page = await visit.open("/contact");
    const before = await count("questions");
    const over = { question: "Once?", reply: "phone", phone: "020 7946 0000" };
    const sent = await Promise.all(Array.from({ length: 10 }, () => visit.send(page, "question", over)));
    expect(new Set(sent.map((reply) => reply.headers.location)).size).toBe(1);
    expect(await count("questions")).toBe(before + 1);
  });
});

test("a house that has not said from what age one may join takes nobody's details", async () => {
  const closed = await openHouse({ MEMBERSHIP_MIN_AGE: "" });
  try {
    const page = await new Visit(closed.url).open("/join");
    expect(words(page)).toContain("Joining online is closed at the moment. Call 020 8988 8777");
    expect(page.body).not.toContain("<form");
  } finally {
    await closed.close();
  }
});
