import { Button } from "#app/ui/forms/button.tsx";
import { Field } from "#app/ui/forms/field.tsx";
import type { FormErrors } from "#app/ui/forms/form-errors.ts";
import { PostForm } from "#app/ui/forms/post-form.tsx";
import { Radios } from "#app/ui/forms/radios.tsx";
import { PromiseSection } from "#app/ui/promise-section.tsx";

type ChangeFormsProps = {
  action: string;
  errors: FormErrors | undefined;
  typed: Record<string, string> | undefined;
  /** It is paused, and may be started again. */
  paused: boolean;
  /** How long it may be paused, each with the day of the first payment after it; none where it cannot be. */
  pauses: { months: string; back: string }[];
  /** What it takes now; undefined where there is nothing less to choose. */
  lowerThan: string | undefined;
  /** The day on which it ends by itself, where that can be taken back. */
  endsOn: string | undefined;
  /** A payment is open. */
  open: boolean;
};

/** What a giver may do about a monthly donation, without signing in: stop, pause, give less, change the card. */
export function ChangeForms({ action, errors, typed, paused, pauses, lowerThan, endsOn, open }: ChangeFormsProps) {
  const press = (intent: string, label: string) => (
    <PostForm action={action}>
      <Button name="intent" value={intent} look="outline">
        {label}
      </Button>
    </PostForm>
  );
  return (
    <>
      <PromiseSection title="Stop">
        <p>
          {endsOn
            ? `It ends on ${endsOn}. You can stop it at once, or take that back.`
            : open
              ? "It stops at once, and what is not paid yet is not asked for any more."
              : "It stops at once."}
        </p>
        {press("end", "Stop my donation")}
        {endsOn ? press("keep", "Keep giving") : null}
      </PromiseSection>
      {paused ? (
        <PromiseSection title="Paused">
          <p>Nothing is taken until it starts again.</p>
          {press("resume", "Start again now")}
        </PromiseSection>
      ) : null}
      {pauses.length > 0 ? (
        <PromiseSection title="Pause">
          <PostForm action={action}>
            <Radios
              name="months"
              legend="Take nothing for"
              choices={pauses.map(({ months, back }) => ({
                value: months,
                label: months === "1" ? "1 month" : `${months} months`,
                hint: `Next: ${back}`,
              }))}
              value={typed?.months}
              errors={errors}
              inline
            />
            <Button name="intent" value="pause" look="outline">
              Pause my donation
            </Button>
          </PostForm>
        </PromiseSection>
      ) : null}
      {lowerThan ? (
        <PromiseSection title="Give less">
          <PostForm action={action}>
            <Field
              name="amount"
              label="New amount each month, in pounds"
              hint={`Less than the ${lowerThan} it is now, from the next payment on`}
              prefix="£"
              width="amount"
              inputMode="decimal"
              autoComplete="off"
              value={typed?.amount}
              errors={errors}
            />
            <Button name="intent" value="lower" look="outline">
              Change the amount
            </Button>
          </PostForm>
        </PromiseSection>
      ) : null}
      <PromiseSection title="Your card">
        <p>Stripe’s page asks for the new one; we never see it.</p>
        {press("card", "Update your card")}
      </PromiseSection>
    </>
  );
}
