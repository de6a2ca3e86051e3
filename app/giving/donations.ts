import { firstResult, noteResult } from "#app/forms/form-key.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import { type Pence, typedPounds } from "#app/money/pence.ts";
import { type Asking, prepareCheckout } from "#app/payments/checkout.ts";
import type { Payments } from "#app/payments/payments.ts";
import { type Contact, findContact, findOrAddPerson } from "#app/people/people.ts";
import { linkKey } from "#app/references/link-key.ts";
import { newReference } from "#app/references/reference.ts";
import { type Reader, type Tx, transact } from "#db/client.ts";
import { findGiftPause, GiftsPaused } from "./pause.ts";

export type Gift = {
  amountPence: Pence;
  monthly: boolean;
  /** The words of the page they gave on (uk-rules.md 1.16). */
  wording: string;
  formKey: string;
  /** Only where the law wants more than Stripe asks: what was typed and ticked on the details page. */
  giver?: { contact: Contact; overseas: boolean };
};

/** The key's first press offered something else: another sum, or another giver. Names the checkout it led to. */
export class OtherGift extends Error {
  readonly checkoutId: string;
  constructor(checkoutId: string) {
    super("this key stands for another gift");
    this.checkoutId = checkoutId;
  }
}

/**
 * Writes down what someone offers to give, once or each month, and prepares its checkout. The gift becomes a donation
 * when the money arrives. A second press of the same button gets the first result. Returns the checkout's id. Throws
 * `OtherGift` where that first press said something else, so that what was typed last is never passed over; `GiftsPaused`
 * where a keeper has paused gifts.
 */
export async function startDonation(p: Payments, gift: Gift): Promise<string> {
  return transact(p.db, async (tx) => {
    if (await findGiftPause(tx)) throw new GiftsPaused("a keeper has paused gifts");
    const first = await firstResult(tx, gift.formKey, "donate");
    if (first) {
      if (!(await isSameGift(tx, first, gift))) throw new OtherGift(first);
      return first;
    }
    const promise = {
      amount_pence: gift.amountPence,
      wording: gift.wording,
      person_id: gift.giver ? await findOrAddPerson(tx, gift.giver.contact) : null,
      declared_own_money_at: gift.giver ? p.clock.now() : null,
      is_overseas_elector: gift.giver?.overseas ?? false,
    };
    const checkout = gift.monthly
      ? await prepareCheckout(
          tx,
          p,
          {
            recurring_donation_id: (
              await tx
                .insertInto("recurring_donations")
                .values({ ...promise, public_ref: newReference("R") })
                .returning("id")
                .executeTakeFirstOrThrow()
            ).id,
          },
          gift.amountPence,
        )
      : await prepareCheckout(
          tx,
          p,
          {
            donation_offer_id: (
              await tx.insertInto("donation_offers").values(promise).returning("id").executeTakeFirstOrThrow()
            ).id,
          },
          gift.amountPence,
        );
    await noteResult(tx, gift.formKey, "donate", checkout.id);
    return checkout.id;
  });
}

/** True where a checkout asks for this sum as often, from a giver who said the same of themselves. */
async function isSameGift(tx: Tx, checkoutId: string, gift: Gift): Promise<boolean> {
  const { donation_offer_id, recurring_donation_id } = await tx
    .selectFrom("checkouts")
    .select(["donation_offer_id", "recurring_donation_id"])
    .where("id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  if (gift.monthly !== (recurring_donation_id !== null)) return false;
  const offered = await tx
    .selectFrom(gift.monthly ? "recurring_donations" : "donation_offers")
    .select(["amount_pence", "person_id", "declared_own_money_at", "is_overseas_elector"])
    .where("id", "=", gift.monthly ? recurring_donation_id : donation_offer_id)
    .executeTakeFirstOrThrow();
  if (offered.amount_pence !== gift.amountPence) return false;
  // a giver who declared nothing is named by Stripe once the money came: that is no other giver
  if (!gift.giver) return offered.declared_own_money_at === null;
  const held = offered.person_id ? await findContact(tx, offered.person_id) : undefined;
  const { contact, overseas } = gift.giver;
  return (
    held !== undefined &&
    offered.declared_own_money_at !== null &&
    offered.is_overseas_elector === overseas &&
    held.full_name === contact.fullName.trim() &&
    held.address_line1 === (contact.line1 ?? null) &&
    held.address_line2 === (contact.line2 ?? null) &&
    held.town === (contact.town ?? null) &&
    held.postcode === (contact.postcode ?? null)
  );
}

/** What Stripe's page is to ask for. The statement and the lines say "donation", never to what. */
export function askForDonation(p: Payments, amountPence: Pence, monthly: boolean, checkoutId: string): Asking {
  const thanks = (id: string) =>
    `${p.settings.siteUrl}/donate/thanks?checkout=${id}&key=${linkKey(p.settings.formSecret, "checkout", id)}`;
  return {
    reference: checkoutId,
    lines: [{ name: monthly ? "Monthly donation" : "Donation", unitPence: amountPence, quantity: 1, kind: "donation" }],
    gift: true,
    ...(monthly ? { monthly: { description: "Monthly donation" } } : {}),
    doneUrl: thanks,
    backUrl: () =>
      `${p.settings.siteUrl}/donate?back=stripe&every=${monthly ? "month" : "once"}&amount=${typedPounds(amountPence)}`,
  };
}

type Received = {
  paymentId: string;
  personId: string;
  amountPence: Pence;
  receivedAt: Date;
  from: { donation_offer_id: string } | { recurring_donation_id: string } | { order_id: string };
};

/** Records that the money came: one donation for one payment. Called only by settlement. */
export async function receiveDonation(tx: Tx, received: Received): Promise<void> {
  const donation = await tx
    .insertInto("donations")
    .values({
      public_ref: newReference("D"),
      payment_id: received.paymentId,
      person_id: received.personId,
      amount_pence: received.amountPence,
      received_at: received.receivedAt,
      ...received.from,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  if ("donation_offer_id" in received.from) {
    await tx
      .updateTable("donation_offers")
      .set({ person_id: received.personId })
      .where("id", "=", received.from.donation_offer_id)
      .where("person_id", "is", null)
      .execute();
  }
  // a donation given with an order is thanked for in the order's receipt
  if (!("order_id" in received.from)) await queueLetter(tx, "donation-receipt", donation.id);
}

/** What the thank-you page may say about one checkout's donation. */
export async function findDonationOfCheckout(db: Reader, checkoutId: string) {
  return db
    .selectFrom("payments")
    .innerJoin("donations", "donations.payment_id", "payments.id")
    .leftJoin("regulated_donations", "regulated_donations.payment_id", "payments.id")
    .select([
      "donations.public_ref",
      "donations.amount_pence",
      "donations.received_at",
      "donations.person_id",
      "regulated_donations.deadline_on",
      "donations.recurring_donation_id",
    ])
    .where("payments.checkout_id", "=", checkoutId)
    .orderBy("donations.received_at")
    .executeTakeFirst();
}
