import { askForDonation, startDonation } from "#app/giving/donations.ts";
import { pence } from "#app/money/pence.ts";
import { openCheckout } from "#app/payments/checkout.ts";
import { type Asked, type Desk, newPayer, note, payByCard, persist, sessionOf } from "./desk.ts";

type Giver = { email: string; name: string };

/** Offers to give, as the form's button does; over the floor, with the details the law wants. */
export async function askToGive(desk: Desk, amount: number, monthly: boolean, declared?: Giver): Promise<Asked> {
  const { site } = desk.stage;
  const formKey = crypto.randomUUID();
  const amountPence = pence(amount);
  const contact = declared && {
    fullName: declared.name,
    email: declared.email,
    line1: "2 Example Road",
    town: "London",
    postcode: "E11 3ZZ",
    country: "GB",
  };
  const checkoutId = await persist(desk, () =>
    startDonation(site, {
      amountPence,
      monthly,
      wording: "Your donation goes to the party.",
      formKey,
      ...(contact ? { giver: { contact, overseas: false } } : {}),
    }),
  );
  desk.book.asked.add(checkoutId);
  const asking = askForDonation(site, amountPence, monthly, checkoutId);
  const page = await persist(desk, () => openCheckout(site, checkoutId, asking));
  return { checkoutId, sessionId: sessionOf(page), doneUrl: asking.doneUrl(checkoutId) };
}

export async function giveOnce(desk: Desk): Promise<void> {
  const asked = await askToGive(desk, desk.chances.whole(200, 20_000), false);
  if (await payByCard(desk, asked, newPayer())) note(desk, "donation");
}

/** More than £500: a regulated donation. */
export async function giveMuch(desk: Desk): Promise<void> {
  const giver = newPayer();
  const asked = await askToGive(desk, desk.chances.whole(50_001, 200_000), false, giver);
  if (await payByCard(desk, asked, giver)) note(desk, "donation over £500");
}

export async function giveMonthly(desk: Desk): Promise<void> {
  const asked = await askToGive(desk, desk.chances.whole(300, 5_000), true);
  if (await payByCard(desk, asked, newPayer())) note(desk, "recurring donation");
}

/** Leaves Stripe's page without giving. */
export async function thinkBetter(desk: Desk): Promise<void> {
  await askToGive(desk, 1_000, desk.chances.chance(0.3));
  note(desk, "abandoned donation");
}
