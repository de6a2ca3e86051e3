import { claimKey } from "#app/forms/form-key.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import { type Pence, sum, times } from "#app/money/pence.ts";
import { type Asking, CHECKOUT_MINUTES, type Checkout, prepareCheckout } from "#app/payments/checkout.ts";
import type { Payments } from "#app/payments/payments.ts";
import { linkKey } from "#app/references/link-key.ts";
import { newReference } from "#app/references/reference.ts";
import { type Reader, type Tx, transact } from "#db/client.ts";
import type { PricedBasket } from "./basket.ts";
import { release, reserve, sellAgain, sellHeld } from "./stock.ts";

/** What a press came to: the checkout of its order and, where it was made just now, both as they were written. */
export type Started = { checkoutId: string; made?: Told & { checkout: Checkout } };

/**
 * Makes an order of a priced basket: stock held, prices copied, its checkout prepared. A second press of the same
 * button (`formKey`) gets the first order. The caller opens the checkout once this is committed. Throws `NotEnough`
 * where a pamphlet ran out: nothing is kept then.
 */
export async function startOrder(
  p: Payments,
  basket: PricedBasket,
  formKey: string,
  fromText?: string,
): Promise<Started> {
  const { postage } = basket;
  if (!postage || basket.lines.length === 0) throw new Error("an order needs lines and a postage");
  const lines = [...basket.lines]
    .sort((a, b) => a.place - b.place)
    .map(({ pamphletId, slug, title, quantity, unitPence }) => ({
      ...{ slug, title, quantity, unit_pence: unitPence, pamphlet_id: pamphletId },
    }));
  return transact(p.db, async (tx) => {
    const checkoutId = crypto.randomUUID();
    const first = await claimKey(tx, formKey, "basket", checkoutId);
    if (first) return { checkoutId: first };
    const told: Told = {
      ...{ orderId: crypto.randomUUID(), reference: newReference("P"), lines },
      ...{ postagePence: postage.pence, donationPence: basket.donationPence },
    };
    await writeOrder(tx, told, basket.totalPence, p.clock.now(), fromText);
    const checkout = await prepareCheckout(tx, p, { order_id: told.orderId }, basket.totalPence, checkoutId);
    // last, because whoever else wants a copy waits from here until this is committed
    await reserve(tx, told.orderId, lines);
    return { checkoutId, made: { ...told, checkout } };
  });
}

async function writeOrder(tx: Tx, told: Told, totalPence: Pence, now: Date, fromText: string | undefined) {
  const text = fromText && (await tx.selectFrom("texts").select("id").where("slug", "=", fromText).executeTakeFirst());
  await tx
    .with("written", (row) =>
      row.insertInto("orders").values({
        id: told.orderId,
        public_ref: told.reference,
        postage_pence: told.postagePence,
        donation_pence: told.donationPence,
        total_pence: totalPence,
        from_text_id: text ? text.id : null,
        created_at: now,
        expires_at: new Date(now.getTime() + CHECKOUT_MINUTES * 60_000),
      }),
    )
    .insertInto("order_lines")
    .values(
      told.lines.map(({ pamphlet_id, quantity, unit_pence }) => ({
        ...{ order_id: told.orderId, pamphlet_id, quantity, unit_pence },
      })),
    )
    .execute();
}

/** An order as far as Stripe's page tells of it: nothing of this changes once it is written. */
type Told = {
  orderId: string;
  reference: string;
  postagePence: Pence;
  donationPence: Pence;
  lines: Awaited<ReturnType<typeof listOrderLines>>;
};

/** What Stripe's page is to ask for, rebuilt from the order's rows: the same each time it is asked for. */
export async function askForOrder(p: Payments, orderId: string): Promise<Asking> {
  const order = await p.db
    .selectFrom("orders")
    .select(["id as orderId", "public_ref as reference", "postage_pence as postagePence"])
    .select("donation_pence as donationPence")
    .where("id", "=", orderId)
    .executeTakeFirstOrThrow();
  return tellOfOrder(p, { ...order, lines: await listOrderLines(p.db, orderId) });
}

/** The same for an order whose rows are at hand. */
export function tellOfOrder(p: Payments, { orderId, reference, lines, postagePence, donationPence }: Told): Asking {
  const key = linkKey(p.settings.formSecret, "order", orderId);
  return {
    reference,
    lines: [
      ...lines.map((line) => ({
        name: line.title,
        unitPence: line.unit_pence,
        quantity: line.quantity,
        kind: "purchase" as const,
        slug: line.slug,
      })),
      ...(donationPence > 0
        ? [{ name: "Donation", unitPence: donationPence, quantity: 1, kind: "donation" as const }]
        : []),
    ],
    postage: { name: "Post within the United Kingdom", pence: postagePence },
    note: `You can send anything back within 14 days of getting it. Questions: ${p.settings.party.phone}.`,
    doneUrl: () => `${p.settings.siteUrl}/orders/${reference}?key=${key}`,
    backUrl: () => `${p.settings.siteUrl}/basket?back=stripe`,
  };
}

/** The lines of an order with the pamphlets' names, in a settled sequence. */
export function listOrderLines(db: Reader, orderId: string) {
  return db
    .selectFrom("order_lines")
    .innerJoin("pamphlets", "pamphlets.id", "order_lines.pamphlet_id")
    .select(["pamphlets.slug", "pamphlets.title", "quantity", "unit_pence", "pamphlet_id"])
    .where("order_id", "=", orderId)
    .orderBy("pamphlets.position")
    .orderBy("pamphlets.slug")
    .execute();
}

export type OrderOutcome = "settles" | "duplicate" | "late";

/** An order as settling needs it, locked until the transaction ends. */
export function lockOrder(tx: Tx, orderId: string) {
  return tx
    .selectFrom("orders")
    .select(["id", "state", "total_pence", "postage_pence", "donation_pence", "recovered_at"])
    .where("id", "=", orderId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * Says what a payment is to its order, and moves the stock; `receiveOrderPayment` notes it with the order. `late`: it
 * lapsed and the copies are gone; `duplicate`: it was paid before. In both the money is owed back.
 */
export async function claimOrder(tx: Tx, order: Awaited<ReturnType<typeof lockOrder>>): Promise<OrderOutcome> {
  switch (order.state) {
    case "awaiting_payment":
      await sellHeld(tx, order.id);
      return "settles";
    case "expired":
    case "cancelled":
      return (await sellAgain(tx, order.id)) ? "settles" : "late";
    default:
      return "duplicate";
  }
}

export type ParcelAddress = {
  fullName: string;
  line1?: string | null;
  line2?: string | null;
  town?: string | null;
  postcode?: string | null;
  country?: string | null;
};

/** How the goods of an order divide by VAT class, in pence (uk-rules.md 2.2–2.6). */
export async function salesOfOrder(db: Reader, orderId: string): Promise<{ zero: Pence; standard: Pence }> {
  const lines = await db
    .selectFrom("order_lines")
    .innerJoin("pamphlets", "pamphlets.id", "order_lines.pamphlet_id")
    .select(["quantity", "unit_pence", "vat_class"])
    .where("order_id", "=", orderId)
    .execute();
  const of = (standard: boolean) =>
    sum(
      ...lines
        .filter((line) => (line.vat_class === "standard") === standard)
        .map((line) => times(line.unit_pence, line.quantity)),
    );
  return { zero: of(false), standard: of(true) };
}

/** Notes that it was paid, by whom, and where the parcel goes, and queues the receipt. Not for a `duplicate`. */
export async function receiveOrderPayment(
  tx: Tx,
  orderId: string,
  paid: { by: string; at: Date; outcome: "settles" | "late" },
  parcel: ParcelAddress | undefined,
): Promise<void> {
  const state =
    paid.outcome === "late" ? { state: "paid_late" as const } : { state: "paid" as const, paid_at: paid.at };
  await tx
    .updateTable("orders")
    .set({ ...state, person_id: paid.by })
    .where("id", "=", orderId)
    .execute();
  if (parcel) {
    await tx
      .insertInto("delivery_addresses")
      .values({
        order_id: orderId,
        full_name: parcel.fullName,
        line1: parcel.line1 ?? "",
        line2: parcel.line2 ?? null,
        town: parcel.town ?? "",
        postcode: parcel.postcode ?? "",
        country: parcel.country ?? "GB",
      })
      .onConflict((same) => same.column("order_id").doNothing())
      .execute();
  }
  await queueLetter(tx, paid.outcome === "late" ? "order-late" : "order-receipt", orderId);
}

/** Ends an unpaid order and gives its copies back. Only once Stripe has said that its page can no longer be paid. */
export async function expireOrder(tx: Tx, orderId: string): Promise<void> {
  const order = await tx
    .selectFrom("orders")
    .select("state")
    .where("id", "=", orderId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (order.state !== "awaiting_payment") return;
  await release(tx, orderId);
  await tx.updateTable("orders").set({ state: "expired" }).where("id", "=", orderId).execute();
}

/** An order by its public reference; the route still has to check the link's key. */
export function findOrder(db: Reader, publicRef: string) {
  return db.selectFrom("orders").selectAll().where("public_ref", "=", publicRef).executeTakeFirst();
}

/** The town a parcel goes to: all of the address that a page shows. */
export async function findParcelTown(db: Reader, orderId: string): Promise<string | undefined> {
  return (await db.selectFrom("delivery_addresses").select("town").where("order_id", "=", orderId).executeTakeFirst())
    ?.town;
}
