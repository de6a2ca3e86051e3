import { ConfirmationPanel } from "#app/ui/confirmation-panel.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { SEND_BACK } from "#app/ui/send-back.ts";

export type OrderStanding = "waiting" | "not paid" | "paid" | "paid late" | "dispatched" | "returned";

type OrderStateProps = {
  standing: OrderStanding;
  reference: string;
  /** Of this page. */
  address: string;
  email: string | undefined;
  /** Formatted day. */
  paidOn: string | undefined;
  /** The mail server has taken the receipt. */
  receiptSent: boolean;
  party: { phone: string; email: string; dispatchWorkingDays: number };
};

/** Where an order stands, in words, and what comes next. */
export function OrderState({ standing, reference, address, email, paidOn, receiptSent, party }: OrderStateProps) {
  switch (standing) {
    case "waiting":
      return (
        <ConfirmationPanel title="Waiting for your bank" reference={reference} state="waiting">
          <p>
            Your bank has not confirmed yet. This page will show it; you need not pay again.{" "}
            <a href={address}>Check again</a>
          </p>
        </ConfirmationPanel>
      );
    case "not paid":
      return (
        <ConfirmationPanel title="Not paid" reference={reference} state="waiting">
          <p>
            No money was taken. <a href="/basket">Back to basket</a>
          </p>
        </ConfirmationPanel>
      );
    case "paid late":
      return (
        <ConfirmationPanel title="Paid too late" reference={reference} state="waiting">
          <p>
            Your payment came after the time we could keep your copies, and they have sold out since. All of it goes
            back to you. Questions: <Phone number={party.phone} />.
          </p>
        </ConfirmationPanel>
      );
    case "dispatched":
      return (
        <ConfirmationPanel title="Order posted" reference={reference}>
          <p>It is in the post.</p>
          <SendBack party={party} />
        </ConfirmationPanel>
      );
    case "returned":
      return (
        <ConfirmationPanel title="Order sent back" reference={reference}>
          <p>We have it back.</p>
        </ConfirmationPanel>
      );
    case "paid":
      return (
        <ConfirmationPanel title="Order received" reference={reference}>
          {paidOn ? (
            <p>
              Paid on {paidOn}.{receiptSent && email ? ` A receipt has been emailed to ${email}.` : ""}
            </p>
          ) : null}
          <p>
            We dispatch within {party.dispatchWorkingDays} working days{email ? ` and will email ${email}` : ""}. Wrong
            address? Call <Phone number={party.phone} /> before then.
          </p>
          <SendBack party={party} />
        </ConfirmationPanel>
      );
  }
}

function SendBack({ party }: { party: { phone: string; email: string } }) {
  return (
    <p>
      Changed your mind? {SEND_BACK} Tell us by email at <a href={`mailto:${party.email}`}>{party.email}</a>, by phone,
      or with the <a href="/terms">form in our terms</a>.
    </p>
  );
}
