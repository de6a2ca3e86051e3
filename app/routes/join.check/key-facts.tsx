import { SummaryList } from "#app/ui/forms/summary-list.tsx";
import { Phone } from "#app/ui/phone.tsx";

type KeyFactsProps = {
  amount: string;
  /** `23rd` */
  day: string;
  party: { name: string; address: string; email: string; phone: string; welcomeDays: number };
};

/** What is agreed to, together and in full, above the button (Digital Markets Act 2024 s.256; uk-rules.md 3.10). */
export function KeyFacts({ amount, day, party }: KeyFactsProps) {
  const late = Number.parseInt(day, 10) > 28 ? ", or on the last day of a shorter month" : "";
  return (
    <section className="flow" aria-labelledby="key-facts">
      <h2 id="key-facts">What you agree to</h2>
      <SummaryList
        rows={[
          { key: "You pay", value: `${amount} now, and ${amount} each month on the ${day}${late}` },
          { key: "How long", value: "Until you stop. There is no minimum term" },
          {
            key: "How to stop",
            value: (
              <>
                Any time: from the link in our emails, without signing in, by email to {party.email} or by phone on{" "}
                <Phone number={party.phone} />. Nothing is taken after that
              </>
            ),
          },
          { key: "14 days to change your mind", value: "Tell us within 14 days and you get all of it back" },
          {
            key: "What for",
            value: `Dues of the ${party.name}, ${party.address}. A person reads each application and contacts you within ${party.welcomeDays} days; if yours is not accepted, you are refunded in full`,
          },
        ]}
      />
      <p>
        Next is Stripe’s secure page: card or Direct Debit. The <a href="/terms">terms</a> say all of this too.
      </p>
    </section>
  );
}
