import { afterAll, beforeAll, expect, test } from "vitest";
import { listAllTexts } from "#app/reading/shelf.ts";
import { expectSound } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { pay } from "../support/money.ts";
import { Visit } from "./visit.ts";

/** "12 bought from this page": counted by what the page's own form says, with no cookie for it and nobody's name. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.quiet();
  await expectSound(house.database);
  await house.close();
});

const bought = async () =>
  (await listAllTexts(house.site.db)).find(({ slug }) => slug === "in-defence-of-october")?.bought;

async function buyAt(path: string, quantity: string): Promise<() => Promise<void>> {
  const visit = new Visit(house.url);
  expect((await visit.openAndSend(path, "slug", { intent: "add" })).status).toBe(303);
  const basket = await visit.open("/basket");
  await visit.send(basket, "quantity-in-defence-of-october", {
    "quantity-in-defence-of-october": quantity,
    intent: "update",
  });
  const sent = await visit.openAndSend("/basket", "quantity-in-defence-of-october", { intent: "pay" });
  expect(sent.status).toBe(303);
  const { id } = await house.site.db
    .selectFrom("checkouts")
    .select("id")
    .orderBy("created_at", "desc")
    .executeTakeFirstOrThrow();
  return async () => {
    await pay(house, id);
    await house.quiet();
  };
}

test("a pamphlet bought from a text’s page counts for the text, once it is paid", async () => {
  const payFromText = await buyAt("/texts/in-defence-of-october", "3");
  expect(await bought()).toBe(0);
  await payFromText();
  expect(await bought()).toBe(3);
  const payFromShop = await buyAt("/shop/in-defence-of-october", "2");
  await payFromShop();
  expect(await bought()).toBe(3);
});
