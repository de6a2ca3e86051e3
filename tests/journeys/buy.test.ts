import { describe, expect, test } from "vitest";
import { journey } from "../support/journey.ts";
import { CARDS, payOnStripe } from "../support/visitor.ts";

const here = journey("/");

const orders = () => here.house.site.db.selectFrom("orders").selectAll().orderBy("created_at", "desc").execute();

async function fillBasket(): Promise<void> {
  const { page } = here;
  await page.goto(`${here.house.url}/shop/in-defence-of-october`);
  await page.getByRole("button", { name: "Add to basket" }).first().click();
  await expect.poll(() => page.url()).toContain("/basket");
}

const toPayment = () => here.page.getByRole("button", { name: /^Continue to payment/ }).click();

describe("buying a 50p pamphlet, without JavaScript", () => {
  test("from the reading list to a paid order in two presses on our side", async () => {
    const { page } = here;
    await page.locator("header").getByRole("link", { name: "What About Russia?" }).click();
    expect(await here.text()).toContain("50p");
    await page.getByRole("button", { name: "Add to basket" }).first().click();
    expect(await here.text()).toContain("Added: In Defence of October.");
    expect(await here.text()).toContain("£1.10"); // postage is shown before anything is paid
    await toPayment();
    await payOnStripe(page);
    await expect.poll(() => page.url()).toContain(`${here.house.url}/orders/P-`);
    const [order] = await orders();
    expect(await here.text()).toContain(order?.public_ref);
    expect(await here.text()).toContain("£1.60");
    expect(await here.text()).not.toContain("2 Example Road"); // the town only
    expect(order).toMatchObject({ state: "paid", total_pence: 160 });
    expect(await here.text()).toMatch(/Paid on \d+ \w+ \d{4}\./);
    await here.house.quiet();
    await page.reload();
    expect(await here.text()).toContain(order?.public_ref);
    expect(await here.text()).toContain("A receipt has been emailed to");
    const letter = here.house.mailbox
      .messages()
      .find((message) => message.subject === `Your order ${order?.public_ref}`);
    expect(letter?.text).toContain("1 × In Defence of October, 50p each");
    await page.goto(`${here.house.url}/basket`);
    expect(await here.text()).toContain("Your basket is empty");
  });

  test("the shop says what each weight costs to send, and what one copy does", async () => {
    for (const path of ["/shop", "/other-ways-to-pay"]) {
      await here.page.goto(here.house.url + path);
      const rows = await here.page.locator("table.receipt tbody tr").allInnerTexts();
      expect(rows[0], path).toMatch(/up to 80 g\s+up to 2 copies of In Defence of October\s+£1\.10/);
      expect(rows[1], path).toMatch(/up to 230 g\s+up to 5 copies of In Defence of October\s+£2\.00/);
    }
    await here.page.goto(`${here.house.url}/shop`);
    expect(await here.text()).toMatch(/50p \+ £1\.10 postage/);
  });

  test("a declined card keeps everything, and a good one then pays once", async () => {
    await fillBasket();
    await toPayment();
    await payOnStripe(here.page, { card: CARDS.declined });
    expect(await here.text()).toMatch(/declined/i);
    await payOnStripe(here.page);
    await expect.poll(() => here.page.url()).toContain("/orders/");
    expect((await orders())[0]?.state).toBe("paid");
    const [order] = await orders();
    const payments = await here.house.site.db
      .selectFrom("payments")
      .select("id")
      .where("order_id", "=", order?.id ?? "")
      .execute();
    expect(payments).toHaveLength(1);
  });

  test("a bank that asks first: refused, then confirmed", async () => {
    await fillBasket();
    await toPayment();
    await payOnStripe(here.page, { card: CARDS.asksTheBank });
    await here.page.getByRole("button", { name: "Fail" }).click();
    expect(here.page.url()).toContain("/pay/");
    await payOnStripe(here.page, { card: CARDS.asksTheBank });
    await here.page.getByRole("button", { name: "Approve" }).click();
    await expect.poll(() => here.page.url()).toContain("/orders/");
    expect((await orders())[0]?.state).toBe("paid");
  });

  test("back from Stripe: the basket is as it was, and asking again opens the same page", async () => {
    await fillBasket();
    await toPayment();
    const first = here.page.url();
    await here.page.getByRole("link", { name: "Back" }).click();
    expect(await here.text()).toContain("Payment not taken. Your basket is as you left it.");
    await toPayment();
    expect(here.page.url()).toBe(first);
  });

  test("a basket that changed gives the first order's copies back before it asks again", async () => {
    await fillBasket();
    await toPayment();
    await here.page.getByRole("link", { name: "Back" }).click();
    await here.page
      .getByLabel(/quantity/i)
      .first()
      .fill("3");
    await here.page
      .getByRole("button", { name: /^Update/ })
      .last()
      .click();
    await toPayment();
    await expect.poll(() => here.page.url()).toContain("/pay/");
    const [now, before] = await orders();
    expect([before?.state, now?.state]).toEqual(["expired", "awaiting_payment"]);
  });

  test("an expired page says so and leads back to the basket", async () => {
    await fillBasket();
    await toPayment();
    const page = here.page.url();
    await here.house.stripe.advance(32 * 60);
    await here.page.goto(page);
    expect(await here.text()).toMatch(/expired/);
    await here.page.getByRole("link", { name: "Back" }).click();
    expect(here.page.url()).toContain("/basket");
    await here.house.quiet();
    expect((await orders())[0]?.state).toBe("expired");
  });

  test("pressed twice at once it is one order", async () => {
    await fillBasket();
    const before = (await orders()).length;
    const form = await here.page
      .locator("form", { has: here.page.getByRole("button", { name: /^Continue to payment/ }) })
      .evaluate((element) => {
        const fields = new FormData(element as HTMLFormElement);
        return [...fields]
          .map(([name, value]): [string, string] => [name, String(value)])
          .filter(([name]) => name !== "intent");
      });
    const cookie = (await here.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const body = new URLSearchParams([...form, ["intent", "pay"]]);
    const replies = await Promise.all(
      Array.from({ length: 8 }, () =>
        fetch(`${here.house.url}/basket`, {
          method: "POST",
          body,
          redirect: "manual",
          headers: { cookie, origin: here.house.url, "sec-fetch-site": "same-origin" },
        }),
      ),
    );
    expect(replies.map((reply) => reply.status)).toEqual(Array(8).fill(303));
    expect(new Set(replies.map((reply) => reply.headers.get("location"))).size).toBe(1);
    expect((await orders()).length).toBe(before + 1);
  });

  test("an order's page opens with its key alone", async () => {
    const [order] = await orders();
    for (const key of ["", "?key=", "?key=AAAAAAAAAAAAAAAAAAAAAA"]) {
      const reply = await fetch(`${here.house.url}/orders/${order?.public_ref}${key}`);
      expect(reply.status).toBe(404);
      expect(await reply.text()).not.toContain("In Defence of October, ");
    }
  });

  test("a pamphlet that is out of stock cannot be put into the basket", async () => {
    await here.page.goto(`${here.house.url}/shop/how-dues-work`);
    expect(await here.text()).toMatch(/Out of print at the moment/);
    expect(await here.page.getByRole("button", { name: "Add to basket" }).count()).toBe(0);
  });

  test("sold out meanwhile: the basket says how many are left", async () => {
    await fillBasket();
    await here.house.database.owner.query(
      "update stock set reserved = on_hand from pamphlets where id = pamphlet_id and slug = 'in-defence-of-october'",
    );
    try {
      await toPayment();
      await expect.poll(() => here.page.title()).toMatch(/^Error: /);
      expect(await here.text()).toMatch(/There is a problem/);
      expect(here.page.url()).toContain("/basket");
    } finally {
      await here.house.database.owner.query(
        "update stock set reserved = (select coalesce(sum(quantity), 0) from reservations r where r.pamphlet_id = stock.pamphlet_id and state = 'held')",
      );
    }
  });
});
