/** A payment that did not go through, as our row has it. */
type Refused = { method: "card" | "direct debit" | "other"; needs_action: boolean; failure_code: string | null };

/**
 * Stripe's reasons in words for the payer, as a clause. A card that was reported lost or stolen is only called declined:
 * whoever holds it may not be its owner. What is not here has the sentence of its method.
 */
const CARD: Record<string, string> = {
  card_velocity_exceeded: "your card is over its limit",
  card_not_supported: "your card cannot be used for this kind of payment",
  currency_not_supported: "your card cannot be used for this kind of payment",
  transaction_not_allowed: "your card cannot be used for this kind of payment",
  service_not_allowed: "your card cannot be used for this kind of payment",
  expired_card: "your card has expired",
  incorrect_number: "the details of your card are not right any more",
  incorrect_cvc: "the details of your card are not right any more",
  incorrect_zip: "the details of your card are not right any more",
  invalid_account: "the details of your card are not right any more",
  invalid_number: "the details of your card are not right any more",
  invalid_cvc: "the details of your card are not right any more",
  invalid_expiry_month: "the details of your card are not right any more",
  invalid_expiry_year: "the details of your card are not right any more",
  new_account_information_available: "the details of your card are not right any more",
  insufficient_funds: "there was not enough money in the account",
  withdrawal_count_limit_exceeded: "your card is over its limit",
  approve_with_id: "your bank could not be reached",
  issuer_not_available: "your bank could not be reached",
  processing_error: "your bank could not be reached",
  reenter_transaction: "your bank could not be reached",
  try_again_later: "your bank could not be reached",
};

const DIRECT_DEBIT: Record<string, string> = {
  account_closed: "the account is closed",
  bank_account_restricted: "the account does not take Direct Debits",
  bank_ownership_changed: "the account has moved to another bank",
  debit_not_authorized: "your bank says that this Direct Debit is cancelled",
  incorrect_account_holder_name: "the name on the account is another one",
  invalid_account_number: "your bank does not know the account",
  insufficient_funds: "there was not enough money in the account",
  no_account: "your bank does not know the account",
  payment_method_bank_account_closed: "the account is closed",
  refer_to_customer: "there was not enough money in the account",
};

/** Why a payment did not go through, to follow a colon: "your card was declined". The same for payer and officer. */
export function whyMissed({ method, needs_action, failure_code }: Refused): string {
  if (needs_action) return "your bank wants you to confirm it";
  const code = failure_code ?? "";
  if (code === "no_payment_method") return "there is no card or account to take it from";
  if (method === "direct debit") return own(DIRECT_DEBIT, code) ?? "your bank sent the Direct Debit back";
  if (method === "card") return own(CARD, code) ?? "your card was declined";
  return own(CARD, code) ?? own(DIRECT_DEBIT, code) ?? "your bank refused it";
}

/** Stripe's codes are open: one that is the name of something every object has must not be found. */
const own = (words: Record<string, string>, code: string) => (Object.hasOwn(words, code) ? words[code] : undefined);
