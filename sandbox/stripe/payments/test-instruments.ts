/** Why a card is refused, in Stripe's codes; `message` is shown to the person who pays. */
export type Decline = { code: string; decline_code?: string; message: string };

/** How one of Stripe's test cards behaves. */
export type CardBehaviour = {
  says: string;
  decline?: Decline;
  /** Can be saved, but every charge fails. */
  failsWhenCharged?: true;
  /** `always`: every payment needs 3-D Secure; `first`: only until it has been set up for later use. */
  threeDSecure?: "always" | "first";
  afterwards?: "dispute" | "early_fraud_warning";
  refund?: "pending" | "fails";
};

const declined: Decline = {
  code: "card_declined",
  decline_code: "generic_decline",
  message: "Your card was declined.",
};

/** Card numbers of Stripe's test mode. Any other number is refused as a real card in test mode. */
export const testCards: Readonly<Record<string, CardBehaviour>> = {
  "4242424242424242": { says: "succeeds" },
  "4000008260000000": { says: "succeeds (a UK card)" },
  "5555555555554444": { says: "succeeds (Mastercard)" },
  "4000000000000002": { says: "is declined", decline: declined },
  "4000000000009995": {
    says: "is declined for insufficient funds",
    decline: {
      code: "card_declined",
      decline_code: "insufficient_funds",
      message: "Your card has insufficient funds. Try a different card.",
    },
  },
  "4000000000000069": {
    says: "is declined as expired",
    decline: { code: "expired_card", message: "Your card has expired. Try a different card." },
  },
  "4000000000000127": {
    says: "is declined for a wrong security code",
    decline: { code: "incorrect_cvc", message: "Your card's security code is incorrect." },
  },
  "4000000000000119": {
    says: "is declined with a processing error",
    decline: {
      code: "processing_error",
      message: "An error occurred while processing your card. Try again in a while.",
    },
  },
  "4000000000000341": { says: "can be saved, then fails when charged", decline: declined, failsWhenCharged: true },
  "4000000000000259": { says: "succeeds, then is disputed", afterwards: "dispute" },
  "4000000000005423": { says: "succeeds, then brings an early fraud warning", afterwards: "early_fraud_warning" },
  "4000000000007726": { says: "succeeds; a refund is pending first", refund: "pending" },
  "4000000000005126": { says: "succeeds; a refund fails later", refund: "fails" },
  "4000002760003184": { says: "asks for 3-D Secure every time", threeDSecure: "always" },
  "4000002500003155": { says: "asks for 3-D Secure the first time", threeDSecure: "first" },
};

/** How one of Stripe's Bacs test accounts (sort code 10-88-00) behaves. */
export type AccountBehaviour = {
  says: string;
  /** Working days until the collection succeeds or fails, when not the usual four. */
  workingDays?: number;
  failure?: { code: string; message: string; mandateEnds?: true };
  mandateRefused?: true;
  rejectedAtEntry?: true;
  disputedAfterwards?: true;
};

export const testSortCode = "108800";
export const testAccounts: Readonly<Record<string, AccountBehaviour>> = {
  "00012345": { says: "succeeds" },
  "90012345": { says: "succeeds later", workingDays: 7 },
  "22222227": {
    says: "fails for insufficient funds",
    failure: { code: "insufficient_funds", message: "The account had too little money for this payment." },
  },
  "33333335": {
    says: "fails, and the mandate becomes inactive",
    failure: { code: "debit_not_authorized", message: "The bank did not allow this debit.", mandateEnds: true },
  },
  "55555559": { says: "succeeds, then is disputed", disputedAfterwards: true },
  "00033333": { says: "has its mandate refused by the bank", mandateRefused: true },
  "00044444": { says: "is rejected at entry", rejectedAtEntry: true },
};

const realCard: Decline = {
  code: "card_declined",
  decline_code: "test_mode_live_card",
  message: "Your card was declined. This is a sandbox: only the test numbers listed on this page work.",
};

/** How a card behaves; a number that is no test card is declined. */
export function cardBehaviour(number: string): CardBehaviour {
  return testCards[number] ?? { says: "is declined", decline: realCard };
}

/** The check digit that every card number ends with. */
export function hasValidCheckDigit(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = Number(number[number.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
