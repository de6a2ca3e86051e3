import { describe, expect, test } from "vitest";
import { whyMissed } from "#app/payments/decline.ts";

const card = (code: string | null) => whyMissed({ method: "card", needs_action: false, failure_code: code });
const debit = (code: string | null) => whyMissed({ method: "direct debit", needs_action: false, failure_code: code });

/** The decline codes that Stripe's documentation lists for cards. */
const CARD_CODES =
  `approve_with_id authentication_not_handled authentication_required call_issuer card_not_supported card_velocity_exceeded
  currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card fraudulent generic_decline
  incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip insufficient_funds invalid_account
  invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin issuer_not_available
  lost_card merchant_blacklist mobile_device_authentication_required new_account_information_available
  no_action_taken not_permitted offline_pin_required online_or_offline_pin_required pickup_card pin_try_exceeded
  processing_error reenter_transaction restricted_card revocation_of_all_authorizations revocation_of_authorization
  security_violation service_not_allowed stolen_card stop_payment_order testmode_decline transaction_not_allowed
  try_again_later withdrawal_count_limit_exceeded`.split(/\s+/);

describe("why a payment did not go through", () => {
  test("each of Stripe's codes is a clause of plain words", () => {
    for (const code of [...CARD_CODES, "something_new", "constructor", "toString", null]) {
      for (const said of [card(code), debit(code)]) {
        expect(said, String(code)).toMatch(/^[a-z][a-zA-Z ]+$/);
        expect(said).not.toContain("_");
      }
    }
  });

  test("a code we have never heard of has the words of its method", () => {
    expect(card("something_new")).toBe("your card was declined");
    expect(debit("something_new")).toBe("your bank sent the Direct Debit back");
    expect(whyMissed({ method: "other", needs_action: false, failure_code: null })).toBe("your bank refused it");
  });

  test("a lost or stolen card is only called declined: whoever holds it may not be its owner", () => {
    for (const code of ["lost_card", "stolen_card", "pickup_card", "fraudulent"])
      expect(card(code)).toBe("your card was declined");
  });

  test("what the payer can do about it can be told apart", () => {
    expect(card("insufficient_funds")).toBe("there was not enough money in the account");
    expect(card("expired_card")).toBe("your card has expired");
    expect(debit("debit_not_authorized")).toBe("your bank says that this Direct Debit is cancelled");
    expect(whyMissed({ method: "card", needs_action: true, failure_code: "authentication_required" })).toBe(
      "your bank wants you to confirm it",
    );
  });
});
