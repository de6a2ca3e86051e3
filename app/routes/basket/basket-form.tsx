import type { Refused } from "#app/forms/read-form.ts";
import type { BasketView } from "#app/shop/basket-view.ts";
import { Button } from "#app/ui/forms/button.tsx";
import { HiddenSubmit } from "#app/ui/forms/hidden-submit.tsx";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { QuantityStepper } from "#app/ui/forms/quantity-stepper.tsx";
import { Radios } from "#app/ui/forms/radios.tsx";
import { Phone } from "#app/ui/phone.tsx";
import { Receipt } from "#app/ui/receipt.tsx";
import { SEND_BACK } from "#app/ui/send-back.ts";

type Party = {
  name: string;
  press: string;
  address: string;
  email: string;
  phone: string;
  dispatchWorkingDays: number;
  statementDescriptor: string;
};
type BasketFormProps = {
  basket: BasketView;
  totalPence: number;
  party: Party;
  token: string;
  /** A keeper has paused gifts: nothing can be added to the order. */
  giftsPaused: boolean;
  refused: Refused | undefined;
};

const EXTRAS = [
  { value: "0", label: "No thanks" },
  { value: "100", label: "£1" },
  { value: "200", label: "£2" },
  { value: "500", label: "£5" },
];

/** One form for the whole basket, so that what was typed at one line is not lost by a button at another. */
export function BasketForm({ basket, totalPence, party, token, giftsPaused, refused }: BasketFormProps) {
  const { errors, typed = {}, again } = refused ?? {};
  return (
    <PostForm action="/basket" formKey={again ?? token} decoy>
      <HiddenSubmit name="intent" value="update" />
      {basket.lines.map((line) => (
        <section key={line.slug} className="flow">
          <h2>
            <a href={`/shop/${line.slug}`}>{line.title}</a>
          </h2>
          <p>{line.each} each</p>
          <input type="hidden" name={`price-${line.slug}`} value={line.unitPence} />
          <QuantityStepper
            name={`quantity-${line.slug}`}
            of={line.title}
            value={typed[`quantity-${line.slug}`] ?? String(line.quantity)}
            errors={errors}
            update={{ name: "intent", value: "update" }}
            remove={{ name: "remove", value: line.slug }}
          />
        </section>
      ))}
      {basket.postage ? <input type="hidden" name="postage" value={basket.postage.pence} /> : null}
      <input type="hidden" name="total" value={totalPence} />
      {giftsPaused ? (
        <p>We cannot take donations on this site at the moment. Pamphlets are on sale as before.</p>
      ) : (
        <Radios
          name="donation"
          legend="Add something for the cause?"
          hint="A line of its own, shown again before you pay"
          choices={EXTRAS}
          value={typed.donation ?? (basket.donationPence > 0 ? String(basket.donationPence) : undefined)}
          errors={errors}
          inline
        />
      )}
      <Total basket={basket} />
      {basket.postage ? (
        <>
          <BeforeOrdering basket={basket} party={party} />
          <Button name="intent" value="pay">
            Continue to payment: {basket.total}
          </Button>
          <p>
            No account needed. Next, on Stripe’s secure page: your email, address and card. Your statement will say{" "}
            {party.statementDescriptor}. You can send anything back within 14 days of getting it.
          </p>
          <p>
            No card, or scripts switched off? <a href="/other-ways-to-pay">Other ways to pay</a>
          </p>
        </>
      ) : null}
    </PostForm>
  );
}

function Total({ basket }: { basket: BasketView }) {
  const lines = [
    ...basket.lines.map((line) => ({ what: line.title, detail: `${line.quantity} at ${line.each}`, amount: line.sum })),
    ...(basket.postage ? [{ what: "Postage in the UK", amount: basket.postage.amount }] : []),
    ...(basket.donation ? [{ what: "Donation", amount: basket.donation }] : []),
  ];
  return (
    <>
      <Receipt
        caption="What it comes to"
        lines={lines}
        total={{ label: basket.postage ? "Total to pay" : "Total without postage", amount: basket.total }}
      />
      <p className="small">
        Card fees take about {basket.fee} of this order
        {basket.copies < 3 ? ", so two or three pamphlets at once help." : ". You pay no fee."}
      </p>
    </>
  );
}

/** What the law wants said before an order, beside the button (CCR 2013 reg 13; uk-rules.md 3.2). */
function BeforeOrdering({ basket, party }: { basket: BasketView; party: Party }) {
  return (
    <section className="flow" aria-labelledby="before-ordering">
      <h2 id="before-ordering">Before you order</h2>
      <ul>
        <li>
          {basket.copies === 1 ? "One printed pamphlet" : `${basket.copies} printed pamphlets`}, posted to an address in
          the United Kingdom.
        </li>
        <li>
          Sold by {party.press}, {party.name}, {party.address}. <a href={`mailto:${party.email}`}>{party.email}</a>,{" "}
          <Phone number={party.phone} />.
        </li>
        <li>
          {basket.total} in all{basket.postage ? `, of which ${basket.postage.amount} is postage` : ""}. There is
          nothing more to pay.
        </li>
        <li>We dispatch within {party.dispatchWorkingDays} working days, and it reaches you within 30 days.</li>
        <li>
          {SEND_BACK} <a href="/terms">How, with a form</a>
        </li>
        <li>
          Complaints: tell us by the <a href="/contact">contact form</a>, email or phone; a person answers.
        </li>
      </ul>
    </section>
  );
}
