import { fresh, idOf, type Make, NOW, STANDING, type Whole } from "./standing.ts";

/** An order of one pamphlet at 50p with £1.10 postage, and what belongs to it. */
export const SHOP: Record<string, Make> = {
  pamphlets: () => ({
    slug: fresh("pamphlet"),
    title: "A pamphlet",
    author: "Ada Example",
    price_pence: 50,
    weight_grams: 40,
    pages: 16,
    format: "A6",
    summary: "Short.",
    description_html: "x",
    cover: "x.svg",
    imprint: "Printed and published by nobody.",
    imprint_checked: true,
  }),
  stock: async (s, over) => ({
    pamphlet_id: await idOf(over, "pamphlet_id", () => s.insert("pamphlets")),
    on_hand: 10,
  }),
  stock_moves: () => ({ pamphlet_id: STANDING.pamphlet, quantity: 1, reason: "counted", actor: "test" }),
  postage_bands: () => ({
    name: "Letter",
    up_to_grams: 100,
    postage_pence: 110,
    effective_from: "2031-01-01",
    source: "a test",
  }),
  orders: () => ({ public_ref: fresh("P"), postage_pence: 110, total_pence: 160, expires_at: NOW }),
  order_lines: async (s, over) => ({
    order_id: await idOf(over, "order_id", () => s.insert("orders")),
    pamphlet_id: STANDING.pamphlet,
    quantity: 1,
    unit_pence: 50,
  }),
  reservations: async (s, over) => ({
    order_id: await idOf(over, "order_id", () => s.add("orders")),
    pamphlet_id: STANDING.pamphlet,
    quantity: 1,
  }),
  delivery_addresses: async (s, over) => ({
    order_id: await idOf(over, "order_id", () => s.add("orders")),
    full_name: "Ada Example",
    line1: "2 Example Road",
    town: "London",
    postcode: "E11 3ZZ",
    country: "GB",
  }),
};

export const SHOP_WHOLE: Record<string, Whole> = {
  orders: async (s, { id, total_pence, postage_pence, donation_pence }) => {
    const goods = Number(total_pence) - Number(postage_pence) - Number(donation_pence);
    await s.insert("order_lines", { order_id: id, unit_pence: goods });
  },
};
