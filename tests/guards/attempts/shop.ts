import { type Attempt, attempt, CHECK, NOBODY } from "../attempt.ts";
import { NOW, STANDING } from "../rows/standing.ts";
import type { Scene } from "../scene.ts";
import { allowsRow, keepsFacts, keepsOnceKnown, onlyGrows, refusesRows, refusesTwice } from "../tries.ts";

const forOrder = async (s: Scene) => ({ order_id: (await s.add("orders")).id });

const APART = `alter table order_lines drop constraint if exists order_lines_pkey cascade,
  drop constraint if exists order_lines_with_quantity cascade`;

export const SHOP: Attempt[] = [
  ...allowsRow("orders", {
    "an order of one pamphlet": {},
    "an order with a donation": { total_pence: 260, donation_pence: 100 },
  }),
  ...refusesRows("orders", {
    "its sum is more than nothing": { total_pence: 0 },
    "postage is not below nothing": { postage_pence: -1 },
    "a donation with it is not below nothing": { donation_pence: -1 },
    "it is in pounds": { currency: "EUR" },
  }),
  ...refusesTwice("orders", { public_ref: {} }),
  attempt("orders", "it has lines", (s) => s.refusedAtCommit(CHECK, () => s.insert("orders", { total_pence: 110 }))),
  attempt("orders", "lines, postage and donation are its sum", (s) =>
    s.refusedAtCommit(CHECK, async () => {
      const { id } = await s.insert("orders", { total_pence: 161 });
      await s.insert("order_lines", { order_id: id });
    }),
  ),
  keepsFacts("orders", {
    total_pence: 161,
    postage_pence: 0,
    donation_pence: 1,
    public_ref: "P-other",
    from_text_id: STANDING.text,
    created_at: NOW,
    expires_at: "2027-01-01",
  }),
  keepsOnceKnown("orders", { person_id: [STANDING.person, STANDING.otherPerson] }),
  attempt("orders", "it is paid at a time, and that stays", async (s) => {
    const { id } = await s.add("orders");
    await s.refused(CHECK, () => s.change("orders", { id }, { paid_at: NOW }));
    await s.refused(CHECK, () => s.change("orders", { id }, { state: "paid" }));
    await s.passes(() => s.change("orders", { id }, { state: "paid", paid_at: NOW }));
    await s.refused(CHECK, () => s.change("orders", { id }, { paid_at: "2027-01-01" }));
  }),
  attempt("orders", "it is paid by a payment that settles it", async (s) => {
    const { id } = await s.add("orders");
    const pay = () => s.change("orders", { id }, { state: "paid", paid_at: NOW });
    await s.refusedAtCommit(CHECK, pay);
    await s.refusedAtCommit(CHECK, async () => {
      await s.add("payments", { order_id: id, amount_pence: 160, role: "duplicate" });
      await pay();
    });
    await s.allowed(async () => {
      await s.add("payments", { order_id: id, amount_pence: 160 });
      await pay();
    });
  }),

  ...refusesRows("order_lines", {
    "there is at least one copy": { quantity: 0 },
    "there are at most 99 copies": { quantity: 100 },
    "its price is more than nothing": { unit_pence: 0 },
  }),
  ...refusesTwice("order_lines", { "order_id, pamphlet_id": {} }),
  attempt("order_lines", "none is added that its order does not count", async (s) => {
    const { id } = await s.add("orders");
    await s.allowed(async () => {});
    const more = { order_id: id, pamphlet_id: STANDING.otherPamphlet };
    await s.refusedAtCommit(CHECK, () => s.insert("order_lines", more));
  }),
  ...onlyGrows("order_lines", "quantity", { apart: APART }),
  attempt(
    "order_lines",
    "they are their order's sum, also where they could be changed",
    async (s) => {
      await s.sql("alter table order_lines disable trigger order_lines_grow");
      await s.sql("alter table orders disable trigger orders_keep_their_word");
      const { id } = await s.add("orders");
      await s.allowed(async () => {});
      await s.refusedAtCommit(CHECK, () => s.change("order_lines", { order_id: id }, { quantity: 2 }));
      await s.refusedAtCommit(CHECK, () => s.sql("delete from order_lines where order_id = $1", id));
      await s.refusedAtCommit(CHECK, () => s.change("orders", { id }, { total_pence: 161 }));
    },
    "owner",
  ),

  ...allowsRow("reservations", { "a copy held": {} }),
  ...refusesRows("reservations", { "it holds at least one copy": { quantity: 0 } }),
  ...refusesRows(
    "reservations",
    { "it is of what the order is for": { pamphlet_id: STANDING.otherPamphlet }, "it is for as many": { quantity: 2 } },
    { code: NOBODY },
  ),
  ...refusesTwice("reservations", { "order_id, pamphlet_id": {} }),
  attempt("reservations", "whose it is, of what and how much stays as it was written", async (s) => {
    const { order_id } = await s.insert("reservations");
    const other = await s.add("orders");
    await s.passes(() =>
      s.change("reservations", { order_id }, { quantity: 1, pamphlet_id: STANDING.pamphlet, order_id }),
    );
    for (const set of [{ quantity: 2 }, { pamphlet_id: STANDING.otherPamphlet }, { order_id: other.id }])
      await s.refused(CHECK, () => s.change("reservations", { order_id }, set));
  }),
  ...allowsRow("delivery_addresses", { "where the parcel goes": {} }),
  ...refusesTwice("delivery_addresses", { order_id: forOrder }),

  attempt(
    "stock",
    "it is not below nothing",
    async (s) => {
      await s.sql("alter table stock drop constraint if exists stock_check");
      await s.refused(CHECK, () => s.change("stock", { pamphlet_id: STANDING.pamphlet }, { on_hand: -1 }));
    },
    "owner",
  ),
  attempt("stock", "no more is held than there is, and not less than nothing", async (s) => {
    const of = { pamphlet_id: STANDING.pamphlet };
    await s.refused(CHECK, () => s.change("stock", of, { reserved: 1001 }));
    await s.refused(CHECK, () => s.change("stock", of, { reserved: -1 }));
    await s.refused(CHECK, () => s.change("stock", of, { on_hand: -1 }));
    await s.allowed(() => s.change("stock", of, { reserved: 1000 }));
    await s.refused(CHECK, () => s.change("stock", of, { on_hand: 999 }));
  }),
  ...refusesTwice("stock", { pamphlet_id: async (s) => ({ pamphlet_id: (await s.insert("pamphlets")).id }) }, "owner"),

  ...allowsRow("stock_moves", {
    "copies counted away": { quantity: -3 },
    "a sale": async (s) => ({ ...(await forOrder(s)), reason: "sold", quantity: -1 }),
  }),
  ...refusesRows("stock_moves", {
    "it moves something": { quantity: 0 },
    "its reason is one we know": { reason: "lost" },
    "what is printed comes in": { reason: "printed", quantity: -1 },
    "what is sent back comes in": { reason: "returned", quantity: -1 },
    "what is damaged goes out": { reason: "damaged", quantity: 1 },
    "what is sold goes out": async (s) => ({ ...(await forOrder(s)), reason: "sold", quantity: 1 }),
    "what is sold is sold to an order": { reason: "sold", quantity: -1 },
  }),
  ...refusesRows(
    "stock_moves",
    {
      "what is sold to an order is what it is for": async (s) => ({
        ...(await forOrder(s)),
        pamphlet_id: STANDING.otherPamphlet,
        reason: "sold",
        quantity: -1,
      }),
    },
    { code: NOBODY },
  ),
  ...refusesTwice("stock_moves", {
    "order_id, pamphlet_id, reason": async (s) => ({ ...(await forOrder(s)), reason: "sold", quantity: -1 }),
  }),
  ...onlyGrows("stock_moves", "quantity"),

  ...refusesRows(
    "pamphlets",
    {
      "its price is more than nothing": { price_pence: 0 },
      "its price is at most £1,000": { price_pence: 100_001 },
      "it weighs something": { weight_grams: 0 },
      "it has pages": { pages: 0 },
      "its address is a plain word": { slug: "Two Words" },
      "its summary is short": { summary: "x".repeat(156) },
      "its VAT class is one we know": { vat_class: "half" },
      "it is not sold without its imprint": { imprint_checked: false },
    },
    { as: "owner" },
  ),
  ...allowsRow("pamphlets", { "one not yet on sale": { imprint_checked: false, on_sale: false } }, "owner"),
  ...refusesTwice("pamphlets", { slug: {} }, "owner"),
  ...refusesRows(
    "postage_bands",
    { "postage is not below nothing": { postage_pence: -1 }, "it reaches to some weight": { up_to_grams: 0 } },
    { as: "owner" },
  ),
  ...refusesTwice("postage_bands", { "up_to_grams, effective_from": {} }, "owner"),
];
