import { FormPage } from "#app/ui/forms-page.tsx";
import { Phone } from "#app/ui/phone.tsx";

type Party = { name: string; address: string; email: string; phone: string; phoneHours: string };

/** A keeper has paused gifts: what is closed, what is not, and every other way to give. */
export function GiftsPaused({ party }: { party: Party }) {
  return (
    <FormPage title="Donate">
      <p className="lede">We cannot take donations on this site at the moment.</p>
      <p>You can still give:</p>
      <ul>
        <li>
          by cheque, made out to {party.name} and posted to {party.address}
        </li>
        <li>
          by phone: <Phone number={party.phone} />, {party.phoneHours}
        </li>
        <li>
          by bank transfer, or in person: see <a href="/other-ways-to-pay">other ways to pay</a>
        </li>
      </ul>
      <p>
        Monthly donations that have begun go on as before. The <a href="/shop">pamphlets</a> are on sale, and you can{" "}
        <a href="/join">join</a>.
      </p>
    </FormPage>
  );
}
