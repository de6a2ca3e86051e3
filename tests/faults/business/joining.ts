import { askForDues, startApplication } from "#app/membership/applications.ts";
import { pence } from "#app/money/pence.ts";
import { openCheckout } from "#app/payments/checkout.ts";
import { type Asked, type Desk, newPayer, note, pay, payByCard, persist, sessionOf } from "./desk.ts";

/** Asks to join, as the form's last button does. */
async function askToJoin(desk: Desk, who: { email: string; name: string }): Promise<Asked> {
  const { site } = desk.stage;
  const formKey = crypto.randomUUID();
  const duesPence = pence(desk.chances.from([300, 500, 1_000, 2_000]));
  const { applicationId, checkoutId } = await persist(desk, () =>
    startApplication(site, {
      formKey,
      contact: {
        fullName: who.name,
        email: who.email,
        line1: "2 Example Road",
        town: "London",
        postcode: "E11 3ZZ",
        country: "GB",
      },
      rateId: null,
      duesPence,
      agreedWording: "I am 16 or over and agree with the party's aims and rules.",
      consents: [],
      withoutPayment: false,
    }),
  );
  if (!checkoutId) throw new Error("an application that is to be paid has no checkout");
  desk.book.asked.add(checkoutId);
  return persist(desk, async () => {
    const asking = await askForDues(site, applicationId);
    const page = await openCheckout(site, checkoutId, asking);
    return { checkoutId, sessionId: sessionOf(page), doneUrl: asking.doneUrl(checkoutId) };
  });
}

export async function joinByCard(desk: Desk): Promise<void> {
  const who = newPayer();
  if (await payByCard(desk, await askToJoin(desk, who), who)) note(desk, "dues by card");
}

/** Pays at once, pays later, too little money, no right to debit, disputed, instruction refused. */
const ACCOUNTS = [
  ...Array<string>(6).fill("00012345"),
  "90012345",
  "90012345",
  "22222227",
  "22222227",
  "33333335",
  "55555559",
  "00033333",
];

export async function joinByDirectDebit(desk: Desk): Promise<void> {
  const who = newPayer();
  const asked = await askToJoin(desk, who);
  if (await pay(desk, asked, { ...who, bacsAccount: desk.chances.from(ACCOUNTS) })) note(desk, "dues by Direct Debit");
}

/** One person, two tabs: one membership stands, the other's money is owed back. */
export async function joinTwice(desk: Desk): Promise<void> {
  const who = newPayer();
  const both = [await askToJoin(desk, who), await askToJoin(desk, who)];
  for (const asked of both) await pay(desk, asked, who);
  note(desk, "joined twice");
}
