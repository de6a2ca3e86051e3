import type { ReactNode } from "react";

type AmountButtonsProps = {
  /** The question the buttons answer, such as "Choose an amount to go to payment". */
  legend: ReactNode;
  /** The name each button sends its value under. */
  name: string;
  /** Value sent (pence, as text) and words on the button ("£10"). */
  amounts: readonly { value: string; label: string }[];
};

/** Each button sends the form with its amount: one press to payment. Put a `HiddenSubmit` first in the form. */
export function AmountButtons({ legend, name, amounts }: AmountButtonsProps) {
  return (
    <fieldset className="field amounts">
      <legend>{legend}</legend>
      <div className="amount-list">
        {amounts.map((amount) => (
          <button className="button amount" key={amount.value} type="submit" name={name} value={amount.value}>
            {amount.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
