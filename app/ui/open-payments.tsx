import { Button } from "./forms/button.tsx";
import { PostForm } from "./forms/post-form.tsx";

/** A monthly payment that did not go through, in words. */
export type OpenPayment = {
  id: string;
  amount: string;
  /** The day it was due. */
  on: string;
  /** To follow a colon: "your card was declined". */
  why: string;
  /** The day it is tried again by itself. */
  again: string | undefined;
  /** The bank wants the payer to confirm it. */
  confirm: boolean;
  /** It is being collected once more at this moment. */
  onItsWay: boolean;
};

/** What is open of a monthly promise, each with the one button that pays it on Stripe's page. */
export function OpenPayments({ action, payments }: { action: string; payments: readonly OpenPayment[] }) {
  return (
    <>
      {payments.map((payment) => (
        <section className="open-payment flow" key={payment.id}>
          <h2>{payment.amount} not paid yet</h2>
          <p>
            The {payment.amount} of {payment.on} did not go through: {payment.why}.
            {payment.onItsWay
              ? " It is being collected once more, which may take some days."
              : payment.again
                ? ` It is tried again on ${payment.again}.`
                : ""}
          </p>
          {payment.onItsWay ? null : (
            <PostForm action={action}>
              <input type="hidden" name="instalment" value={payment.id} />
              <Button name="intent" value="pay">
                {payment.confirm ? "Confirm and pay it now" : "Pay it now"}
                {payments.length > 1 ? (
                  <span className="visually-hidden">
                    : {payment.amount} of {payment.on}
                  </span>
                ) : null}
              </Button>
            </PostForm>
          )}
        </section>
      ))}
    </>
  );
}
