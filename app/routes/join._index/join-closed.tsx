import { FormPage } from "#app/ui/forms-page.tsx";
import { Phone } from "#app/ui/phone.tsx";

/** Until the party has said from what age one may join, nobody can do so here (uk-rules.md 4.9). */
export function JoinClosed({ phone }: { phone: string }) {
  return (
    <FormPage title="Join">
      <p className="lede">
        Joining online is closed at the moment. Call <Phone number={phone} /> and a member will help you join.
      </p>
      <p>
        Or <a href="/contact">send us a message</a>.
      </p>
    </FormPage>
  );
}
